using DreamLake.Hosting;
using DreamLake.Hosting.Tables;
using DreamLake.Protocol;
using DreamLake.Server.Bss;
using DreamLake.Server.Catalog;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace DreamLake.Server.Reading;

/// <summary>Brings the statuses of assets up to date by asking BSS, and keeps what it told.</summary>
/// <remarks>
/// No status is final: what is ready may be found damaged, and a failed asset may be dispatched anew. A word that is not known here is
/// passed on, for clients wait on such. Where BSS does not answer, what it told last stands: a listing does not fail for it. BSS is asked
/// for the media of the assets' own namespace alone, and what it tells is kept for the asset that was asked for, never for the BSS id
/// alone: an id that someone else registered must not show them the streams of its owner.
/// </remarks>
internal sealed class AssetStatuses(
    IDbContextFactory<CatalogContext> catalogs, StatusQuestions questions, TimeProvider time, ILogger<AssetStatuses> log)
{
    private const int MaxWordLength = 32;

    // BSS's ids are shorter by far: one that somebody made up is not asked for, and so cannot spoil the question for others.
    private const int MaxIdLength = 128;

    /// <summary>Changes those of <paramref name="assets"/> of which BSS tells news, here and in the table.</summary>
    /// <param name="type">Their type.</param>
    /// <param name="namespace">Their namespace.</param>
    /// <param name="assets">The assets.</param>
    /// <param name="authorization">The caller's own, for BSS.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="longest">How long all of it may take; null for what a person waits for at a listing.</param>
    /// <returns>Whether BSS told.</returns>
    public async Task<bool> RefreshAsync(
        AssetType type, string @namespace, IEnumerable<Asset> assets, string? authorization, CancellationToken cancellationToken,
        TimeSpan? longest = null)
    {
        var known = assets.Where(asset => asset.BssId.Length <= MaxIdLength).ToLookup(asset => asset.BssId);
        // One bound for the whole listing: however many questions it takes, a slow BSS holds it up once.
        using var deadline = new CancellationTokenSource(longest ?? BssClient.Timeout, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var ids = known.Select(asset => asset.Key);
            await foreach (var statuses in questions.AskAsync(type, ids, @namespace, authorization, patience.Token))
                await TryKeepAsync(TakeOver(statuses, known), cancellationToken);

            return true;
        }
        catch (RefusalException fault)
        {
            log.LogWarning("The statuses shown are the last known ones: {Reason}", fault.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning("The statuses shown are the last known ones: BSS took longer than {Seconds} s.",
                (longest ?? BssClient.Timeout).TotalSeconds);
        }

        return false;
    }

    private static bool IsUsable(MediaStatus? status) => status is { Id: not null, Status: { Length: > 0 and <= MaxWordLength } };

    /// <summary>Answers those that changed.</summary>
    private static List<Change> TakeOver(IReadOnlyList<MediaStatus> statuses, ILookup<string, Asset> known)
    {
        var changes = new List<Change>();
        foreach (var told in statuses.Where(IsUsable))
        {
            var streamHash = told.Status == AssetStatus.Ready && told.Streams is [var first, ..] ? first : null;
            foreach (var asset in known[told.Id])
            {
                var news = (told.Status, told.Reason, streamHash, told.Verified, told.Incomplete, told.Poster, told.Storyboard,
                    told.Metadata);
                var before = (asset.Status, asset.StatusReason, asset.StreamHash, asset.Verified,
                    asset.Incomplete, asset.PosterHash, asset.StoryboardHash, asset.Metadata);
                if (before == news) continue;
                changes.Add(new Change(asset, asset.Status));
                (asset.Status, asset.StatusReason, asset.StreamHash) = (told.Status, told.Reason, streamHash);
                (asset.Verified, asset.Incomplete, asset.PosterHash, asset.StoryboardHash) =
                    (told.Verified, told.Incomplete, told.Poster, told.Storyboard);
                asset.Metadata = told.Metadata;
            }
        }

        return changes;
    }

    /// <summary>
    /// Keeps them where the database lets it. What was told is shown either way, and asked for again by the next listing.
    /// </summary>
    private async Task TryKeepAsync(List<Change> changes, CancellationToken cancellationToken)
    {
        try
        {
            await KeepAsync(changes, cancellationToken);
        }
        catch (Exception fault) when (DatabaseFault.Of(fault) is not null)
        {
            log.LogWarning("The statuses that BSS told could not be kept: {Message}", fault.Message);
        }
    }

    private async Task KeepAsync(List<Change> changes, CancellationToken cancellationToken)
    {
        if (changes.Count == 0) return;
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await catalog.Database.BeginTransactionAsync(cancellationToken);
        // In one order everywhere, so that two listings which keep the same news never wait for each other in a circle.
        foreach (var (asset, before) in changes.OrderBy(change => change.Asset.Id, StringComparer.Ordinal))
        {
            // A slower listing may hold an older answer: what another one kept meanwhile is not taken back.
            await catalog.Assets.Where(a => a.Id == asset.Id && a.Status == before).ExecuteUpdateAsync(
                set => set
                    .SetProperty(a => a.Status, asset.Status)
                    .SetProperty(a => a.StatusReason, asset.StatusReason)
                    .SetProperty(a => a.StreamHash, asset.StreamHash)
                    .SetProperty(a => a.PosterHash, asset.PosterHash)
                    .SetProperty(a => a.StoryboardHash, asset.StoryboardHash)
                    .SetProperty(a => a.IncompleteSeconds, asset.IncompleteSeconds)
                    .SetProperty(a => a.IncompleteOf, asset.IncompleteOf)
                    .SetProperty(a => a.Metadata, asset.Metadata)
                    .SetProperty(a => a.VerifiedSha256, asset.VerifiedSha256)
                    .SetProperty(a => a.VerifiedAt, asset.VerifiedAt)
                    .SetProperty(a => a.VerifiedAgainst, asset.VerifiedAgainst),
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>An asset of which there is news, and the status that it had before.</summary>
    private sealed record Change(Asset Asset, string Before);
}
