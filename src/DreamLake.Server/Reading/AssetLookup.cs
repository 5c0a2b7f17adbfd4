using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Catalog;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Reading;

/// <summary>Tells a batch which of its names are taken in a place, and by what content.</summary>
internal sealed class AssetLookup(IDbContextFactory<CatalogContext> catalogs, AssetStatuses statuses)
{
    // A batch that is not told sends all of it again, which costs more than to wait for a BSS that has much to do.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>What there is under each name, in the order of the names. A place that is not there holds nothing.</summary>
    /// <param name="place">Where: an episode, or a space itself.</param>
    /// <param name="names">The names.</param>
    /// <param name="authorization">The caller's own, for BSS.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusalException">
    /// 400 for too many names or a missing field, 422 for a type or a name that cannot be one.
    /// </exception>
    public async Task<LookupResponse> FindAsync(
        Place place, IReadOnlyList<AssetToFind>? names, string? authorization, CancellationToken cancellationToken)
    {
        if (names is null) throw RefusalException.Malformed("The field 'names' is missing.");
        if (names.Count > LookupRequest.MostNames)
            throw RefusalException.Malformed(
                $"The field 'names' holds {names.Count} names, and at most {LookupRequest.MostNames} are taken.");

        var asked = names.Select(name => (Type: TypeOf(name), Place.NameOf(name.Name, "name").Path)).ToList();
        var found = new Dictionary<(AssetType, string), FoundAsset>();
        foreach (var ofType in asked.Distinct().GroupBy(name => name.Type, name => name.Path))
        {
            foreach (var asset in await FindAsync(ofType.Key, place, [.. ofType], authorization, cancellationToken))
                found[(ofType.Key, asset.Name!)] = asset;
        }

        return new LookupResponse([.. asked.Zip(names, (name, told) => found.TryGetValue(name, out var asset)
            ? asset with { Type = told.Type, Name = told.Name }
            : new FoundAsset(told.Type, told.Name))]);
    }

    private async Task<IEnumerable<FoundAsset>> FindAsync(
        AssetType type, Place place, IReadOnlyCollection<string> names, string? authorization, CancellationToken cancellationToken)
    {
        var assets = await ReadAsync(type, place, names, cancellationToken);
        // What is not fresh is not told: by a status a batch decides what it need not send, by a proof what may be deleted where it is.
        var isFresh = await statuses.RefreshAsync(type, place.Namespace, assets, authorization, cancellationToken, Longest);
        return assets.Select(asset => new FoundAsset(
            type.Word, asset.Name, asset.Id, asset.VerifiedSha256 ?? asset.Sha256, asset.Size,
            isFresh ? asset.Status : null, isFresh ? asset.Verified : null));
    }

    private async Task<List<Asset>> ReadAsync(
        AssetType type, Place place, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        if (await catalog.FindSpaceAsync(place, cancellationToken) is not { } space) return [];
        var episodeId = (await catalog.FindEpisodeAsync(space, place, cancellationToken))?.Id;
        if (episodeId is null && place.Episode is not null) return [];
        return await catalog.CurrentOf(type)
            .Where(a => a.SpaceId == space.Id && a.EpisodeId == episodeId && names.Contains(a.Name))
            .AsNoTracking().ToListAsync(cancellationToken);
    }

    private static AssetType TypeOf(AssetToFind name) =>
        AssetType.TryFromWord(RefusalException.Required(name.Type, "type"), out var type)
            ? type
            : throw RefusalException.Wrong($"'{NameRules.Printable(name.Type!)}' is no type of asset.");
}
