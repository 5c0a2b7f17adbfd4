using System.Globalization;
using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using DreamLake.Hosting.Limits;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Usage;

/// <summary>
/// Gives uploads their room in their namespace: bytes, a content, and a place among those under way. It is taken in the transaction that
/// writes the upload down, and free again as soon as the upload's row says that it has ended, however it did.
/// </summary>
/// <remarks>
/// Of a namespace that is limited, one upload at a time is given room, on however many hosts: SQLite lets one writing transaction in
/// anyway, and PostgreSQL is asked for a lock that ends with the transaction.
/// </remarks>
internal sealed class UploadReservations(IDbContextFactory<MediaContext> contexts, LiveLimits limits)
{
    // Uploads under way end at any moment.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>Looks whether an upload would have room now, before anything is begun at S3.</summary>
    /// <exception cref="RefusalException">413 or 429: it has none.</exception>
    public async Task RequireRoomAsync(string owner, long? size, CancellationToken cancellationToken)
    {
        if (await LimitsOfAsync(owner, cancellationToken) is not { } most) return;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var has = await UsageTable.CountAsync(db, owner, cancellationToken);
        Require(most, has with { Bytes = has.Bytes + (size ?? 0), Objects = has.Objects + 1, OpenUploads = has.OpenUploads + 1 }, size);
    }

    /// <summary>Writes an upload down, with its room.</summary>
    /// <exception cref="RefusalException">413 or 429: it has none, and is not written down.</exception>
    public async Task AddAsync(Upload upload, CancellationToken cancellationToken)
    {
        upload.Reserved = upload.Size ?? 0;
        await RunAsync(upload.Owner, upload.Size, async db =>
        {
            db.Uploads.Add(upload);
            await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
    }

    /// <summary>
    /// Gives an upload that did not tell its size the room for the bytes that it turns out to have; S3 has its parts, and has not completed
    /// it.
    /// </summary>
    /// <exception cref="RefusalException">413: it has none, and stays as it is.</exception>
    public Task GrowAsync(Upload upload, long size, CancellationToken cancellationToken) =>
        RunAsync(upload.Owner, size, db => db.Uploads
            .Where(row => row.Id == upload.Id && row.State == UploadState.Open)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Reserved, size), cancellationToken), cancellationToken);

    /// <summary>Whether the bytes of a namespace are limited: only then is it asked what an upload that did not tell has.</summary>
    public async Task<bool> LimitsBytesAsync(string owner, CancellationToken cancellationToken) =>
        (await limits.FindAsync(owner, cancellationToken)).Bytes is not null;

    private async Task RunAsync(string owner, long? size, Func<MediaContext, Task> takeAsync, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await LimitsOfAsync(owner, cancellationToken) is not { } most)
        {
            await takeAsync(db);
            return;
        }

        // What fails ends the whole transaction: nothing is gone back to inside of it.
        db.Database.AutoSavepointsEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (db.Database.IsNpgsql())
        {
            var name = $"usage of {owner}";
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))", cancellationToken);
        }

        await takeAsync(db);
        // With it in: what is past a limit now goes with the transaction.
        Require(most, await UsageTable.CountAsync(db, owner, cancellationToken), size);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<NamespaceLimits?> LimitsOfAsync(string owner, CancellationToken cancellationToken) =>
        await limits.FindAsync(owner, cancellationToken) is { } found && (found.Bytes ?? found.Objects ?? found.OpenUploads) is not null
            ? found
            : null;

    private static void Require(NamespaceLimits most, NamespaceUsage with, long? size)
    {
        var owner = NameRules.Printable(most.Namespace);
        if (with.Bytes > most.Bytes)
        {
            throw Full(RefusalReason.Bytes,
                $"the namespace '{owner}' may hold {Number(most.Bytes)} bytes, and would hold {Number(with.Bytes)} with this file's "
                + $"{Number(size)}");
        }

        if (with.Objects > most.Objects)
            throw Full(RefusalReason.Objects, $"the namespace '{owner}' may hold {Number(most.Objects)} contents, and has as many");
        if (with.OpenUploads <= (most.OpenUploads ?? long.MaxValue)) return;
        throw new RefusalException(StatusCodes.Status429TooManyRequests,
            $"The namespace '{owner}' may have {Number(most.OpenUploads)} uploads under way, and has as many. Nothing of this one was "
            + "begun; it can be when another ends.")
        {
            RetryAfter = LookAgain,
            Reason = RefusalReason.OpenUploads,
        };
    }

    private static RefusalException Full(string reason, string what) => new(
        StatusCodes.Status413PayloadTooLarge,
        $"{QuotaWord.Exceeded}: {what}. What is stored is as it was.")
    {
        Reason = reason,
    };

    private static string Number(long? number) => (number ?? 0).ToString("N0", CultureInfo.InvariantCulture);
}
