using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Protocol;

namespace DreamLake.Engine.Checking;

/// <summary>Asks a lake for its word about up to 1,000 names with one question, in place of a listing for each.</summary>
/// <remarks>
/// A lake that knows no such question is asked once. What an answer leaves open, or what is odd in it, is no word: then the listing of
/// that name says it.
/// </remarks>
/// <param name="server">Is asked.</param>
/// <param name="time">The clock.</param>
internal sealed class FoundNames(ServerClient server, TimeProvider time)
{
    private volatile bool _isOffered = true;

    /// <summary>What there is under each of up to 1,000 names, in their order; one question for each episode.</summary>
    public async Task<FoundName[]> FindAsync(IReadOnlyList<UploadTarget> targets, CancellationToken cancellationToken)
    {
        var found = targets.Select(_ => NotTold()).ToArray();
        var places = Enumerable.Range(0, targets.Count).GroupBy(at => targets[at].Episode.ToString(), StringComparer.Ordinal);
        foreach (var place in places.Select(place => place.ToArray()))
        {
            var told = await AskAsync([.. place.Select(at => targets[at])], cancellationToken).ConfigureAwait(false);
            for (var index = 0; index < told.Length; index++) found[place[index]] = told[index];
        }

        return found;
    }

    private async Task<FoundName[]> AskAsync(UploadTarget[] targets, CancellationToken cancellationToken)
    {
        if (!_isOffered) return [];
        var askedAt = time.GetTimestamp();
        try
        {
            var assets = await server.LookUpAsync(targets, cancellationToken).ConfigureAwait(false);
            if (assets.Count != targets.Length) return [];
            // A lake that tells no proof here may tell one in its listing.
            var tellsProofs = assets.Any(asset => asset?.Verified is not null);
            return [.. assets.Zip(targets, (asset, target) =>
                IsWord(asset, target, tellsProofs) ? new FoundName(IsTold: true, ListingOf(asset, target), askedAt) : NotTold())];
        }
        catch (LakeException fault)
        {
            // Whatever it is, the listing meets it too, and says of which file.
            if (fault.Status is 404 or 405) _isOffered = false;
        }
        catch (OperationCanceledException)
        {
            // Likewise.
        }

        return [];
    }

    // Of a broken copy the listing says why.
    private static bool IsWord(FoundAsset? asset, UploadTarget target, bool tellsProofs) =>
        asset is not null && (asset.Name ?? target.Name.Path) == target.Name.Path && (asset.Type ?? target.Type.Word) == target.Type.Word
        && (asset.Id is not { Length: > 0 }
            || (asset.Status is not (null or AssetStatus.Rejected or AssetStatus.Damaged) && (asset.Verified is not null || tellsProofs)));

    private static ListedAsset? ListingOf(FoundAsset? asset, UploadTarget target) => asset?.Id is { Length: > 0 } id
        ? new ListedAsset(id, asset.Status, Verified: asset.Verified)
        {
            Name = target.Name.Path,
            Episode = target.Episode.Episode,
            Size = asset.Size,
            Sha256 = asset.Sha256,
        }
        : null;

    private FoundName NotTold() => new(IsTold: false, null, time.GetTimestamp());
}
