using DreamLake.Engine;
using DreamLake.Presentation.Folders;
using DreamLake.Protocol;

namespace DreamLake.Presentation;

/// <summary>Works out what a run will do before it does it. Nothing is sent and nothing is written.</summary>
/// <param name="previews">Tells what an upload would be.</param>
/// <param name="lake">Where to.</param>
public sealed class BatchPlanner(UploadPreviews previews, LakeConnection lake)
{
    private readonly AssetNameClaims _claims = new();

    /// <summary>The plan so far.</summary>
    public UploadPlan Plan { get; } = new();

    /// <summary>Adds an entry of the run.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="place">Where the run's files go.</param>
    /// <param name="cancellationToken">Ends a read.</param>
    /// <returns>What its upload would be; null where it is left out.</returns>
    /// <exception cref="UploadException">It could not be uploaded; the plan has counted that.</exception>
    public async Task<UploadPreview?> AddAsync(FolderEntry entry, UploadRequest place, CancellationToken cancellationToken)
    {
        if (entry.LeftOut is { } left)
        {
            Plan.Add(left);
            return null;
        }

        try
        {
            var request = entry.RequestAt(place);
            if (_claims.Claim(request) is { } taken) throw NameTaken(taken);
            var preview = await previews.OfAsync(request, lake, cancellationToken).ConfigureAwait(false);
            Plan.Add(preview);
            return preview;
        }
        catch (UploadException)
        {
            Plan.AddFailed();
            throw;
        }
    }

    /// <summary>Adds entries, the lake asked of up to 1,000 at once; those that cannot be uploaded are counted.</summary>
    public async Task AddAllAsync(IEnumerable<FolderEntry> entries, UploadRequest place, CancellationToken cancellationToken)
    {
        foreach (var group in entries.Chunk(LookupRequest.MostNames))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await previews.AskAsync(
                group.Where(entry => entry.LeftOut is null).Select(entry => entry.RequestAt(place)), lake, cancellationToken)
                .ConfigureAwait(false);
            foreach (var entry in group) await TryAddAsync(entry, place, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TryAddAsync(FolderEntry entry, UploadRequest place, CancellationToken cancellationToken)
    {
        try
        {
            await AddAsync(entry, place, cancellationToken).ConfigureAwait(false);
        }
        catch (UploadException)
        {
            // Its upload will say why.
        }
    }

    /// <summary>The error of a file whose name another file of the run has.</summary>
    /// <param name="taken">Which, in one sentence: <see cref="AssetNameClaims.Claim"/>.</param>
    public static UploadException NameTaken(string taken) =>
        new(UploadError.NameTaken, taken, "Rename one of them, or upload it to another folder.");
}
