using System.Data.Common;
using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Bss;
using DreamLake.Server.Catalog;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace DreamLake.Server.Reading;

/// <summary>Brings the statuses of assets up to date by asking BSS, and keeps what it told.</summary>
/// <remarks>
/// Ready is final and never asked again; failed is, because a failed asset may be dispatched anew. Where BSS does not answer, what it
/// told last stands: a listing does not fail for it. What BSS tells is kept for the asset that was asked for, never for the BSS id
/// alone, because an id that someone else registered must not show them the streams of its owner.
/// </remarks>
internal sealed class AssetStatuses(
    IDbContextFactory<CatalogContext> catalogs, BssClient bss, TimeProvider time, ILogger<AssetStatuses> log)
{
    // What a question's address may hold of ids: servers and proxies refuse addresses from 8 KiB on.
    private const int MaxIdsLength = 4000;
    private const int MaxIds = 100;

    // BSS's ids are shorter by far: one that somebody made up is not asked for, and so cannot spoil the question for others.
    private const int MaxIdLength = 128;

    /// <summary>Changes those of <paramref name="assets"/> of which BSS tells news, here and in the table.</summary>
    /// <returns>Whether BSS told.</returns>
    public async Task<bool> RefreshAsync(
        AssetType type, IEnumerable<Asset> assets, string? authorization, CancellationToken cancellationToken)
    {
        var open = assets.Where(asset => asset.Status != AssetStatus.Ready && asset.BssId.Length <= MaxIdLength)
            .ToLookup(asset => asset.BssId);
        // One bound for the whole listing: however many questions it takes, a slow BSS holds it up once.
        using var deadline = new CancellationTokenSource(BssClient.Timeout, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            foreach (var ids in Questions(open.Select(asset => asset.Key)))
            {
                var statuses = await bss.StatusesAsync(type, ids, authorization, patience.Token);
                await TryKeepAsync(TakeOver(statuses, open), cancellationToken);
            }

            return true;
        }
        catch (RefusalException fault)
        {
            log.LogWarning("The statuses shown are the last known ones: {Reason}", fault.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning("The statuses shown are the last known ones: BSS took longer than {Seconds} s.", BssClient.Timeout.TotalSeconds);
        }

        return false;
    }

    private static IEnumerable<List<string>> Questions(IEnumerable<string> ids)
    {
        var (question, length) = (new List<string>(), 0);
        foreach (var id in ids)
        {
            var added = Uri.EscapeDataString(id).Length + 1;
            if (question.Count > 0 && (question.Count == MaxIds || length + added > MaxIdsLength))
            {
                yield return question;
                (question, length) = ([], 0);
            }

            question.Add(id);
            length += added;
        }

        if (question.Count > 0) yield return question;
    }

    private static bool IsOfTheProtocol(MediaStatus? status) =>
        status is { Id: not null, Status: AssetStatus.Stored or AssetStatus.Processing or AssetStatus.Ready or AssetStatus.Failed };

    /// <summary>Answers those that changed.</summary>
    private static List<Asset> TakeOver(IReadOnlyList<MediaStatus> statuses, ILookup<string, Asset> open)
    {
        var changed = new List<Asset>();
        foreach (var told in statuses.Where(IsOfTheProtocol))
        {
            var streamHash = told.Status == AssetStatus.Ready && told.Streams is [var first, ..] ? first : null;
            foreach (var asset in open[told.Id])
            {
                if ((asset.Status, asset.StatusReason, asset.StreamHash) == (told.Status, told.Reason, streamHash)) continue;
                (asset.Status, asset.StatusReason, asset.StreamHash) = (told.Status, told.Reason, streamHash);
                changed.Add(asset);
            }
        }

        return changed;
    }

    /// <summary>
    /// Keeps them where the database lets it. What was told is shown either way, and asked for again by the next listing.
    /// </summary>
    private async Task TryKeepAsync(List<Asset> changed, CancellationToken cancellationToken)
    {
        try
        {
            await KeepAsync(changed, cancellationToken);
        }
        catch (DbException fault)
        {
            log.LogWarning("The statuses that BSS told could not be kept: {Message}", fault.Message);
        }
    }

    private async Task KeepAsync(List<Asset> changed, CancellationToken cancellationToken)
    {
        if (changed.Count == 0) return;
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await catalog.Database.BeginTransactionAsync(cancellationToken);
        // In one order everywhere, so that two listings which keep the same news never wait for each other in a circle.
        foreach (var asset in changed.OrderBy(asset => asset.Id, StringComparer.Ordinal))
        {
            // A slower listing may hold an older answer: it must not take back a ready that another one kept meanwhile.
            await catalog.Assets.Where(a => a.Id == asset.Id && a.Status != AssetStatus.Ready).ExecuteUpdateAsync(
                set => set
                    .SetProperty(a => a.Status, asset.Status)
                    .SetProperty(a => a.StatusReason, asset.StatusReason)
                    .SetProperty(a => a.StreamHash, asset.StreamHash),
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
