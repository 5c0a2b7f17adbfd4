using System.Linq.Expressions;
using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Uploads;

/// <summary>The uploads that BSS knows. Each change is one conditional statement, so that of several requests one makes it.</summary>
internal sealed class UploadTable(IDbContextFactory<MediaContext> contexts, TimeProvider time)
{
    /// <summary>Claims an S3 key for one upload, for ever. False: it was given to another one before.</summary>
    public async Task<bool> TryClaimAsync(string s3Key, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Database.ExecuteSqlAsync(
            $"""INSERT INTO "claimed_keys" ("Key") VALUES ({s3Key}) ON CONFLICT DO NOTHING""", cancellationToken) == 1;
    }

    /// <summary>Writes an upload down.</summary>
    public async Task AddAsync(Upload upload, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Uploads.Add(upload);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>An upload by the two fields that name it in messages; null where BSS knows none of both.</summary>
    public async Task<Upload?> FindAsync(string uploadId, string key, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Uploads.AsNoTracking().FirstOrDefaultAsync(upload => upload.Id == uploadId && upload.Key == key, cancellationToken);
    }

    /// <summary>An upload that is there, as it is now.</summary>
    public async Task<Upload> GetAsync(string uploadId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Uploads.AsNoTracking().FirstAsync(upload => upload.Id == uploadId, cancellationToken);
    }

    /// <summary>Fixes the part list of an upload whose parts S3 still has; answers the upload as it is then.</summary>
    /// <exception cref="RefusalException">409: another list was fixed before.</exception>
    public async Task<Upload> FixPartsAsync(Upload upload, string parts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var at = time.GetUtcNow();
        await db.Uploads.Where(row => row.Id == upload.Id && row.State == UploadState.Open).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, UploadState.Completing).SetProperty(row => row.Parts, parts)
                .SetProperty(row => row.ChangedAt, at),
            cancellationToken);
        var now = await db.Uploads.AsNoTracking().FirstAsync(row => row.Id == upload.Id, cancellationToken);
        return now.Parts is null || now.Parts == parts ? now : throw new RefusalException(StatusCodes.Status409Conflict,
            "This upload is being completed, or was, from another list of parts. The first list counts; for other bytes start a new " +
            "upload.");
    }

    /// <summary>Lets go of a part list that S3 refused.</summary>
    public async Task ReleasePartsAsync(Upload upload, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Uploads.Where(row => row.Id == upload.Id && row.State == UploadState.Completing && row.Parts == upload.Parts)
            .ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, UploadState.Open).SetProperty(row => row.Parts, (string?)null)
                .SetProperty(row => row.HadOtherParts, true),
            cancellationToken);
    }

    /// <summary>Notes that S3 has the parts of an upload no more.</summary>
    public Task EndAsync(Upload upload, CancellationToken cancellationToken) =>
        EndAsync(upload, row => row.State == UploadState.Open || row.State == UploadState.Completing, cancellationToken);

    /// <summary>
    /// Notes that S3 has the parts of an upload no more, unless a Complete is at work on it since: what S3 then knows no more is stored.
    /// </summary>
    public Task EndOpenAsync(Upload upload, CancellationToken cancellationToken) =>
        EndAsync(upload, row => row.State == UploadState.Open, cancellationToken);

    /// <summary>Uploads that began before a time and that nobody has completed or ended, the oldest first.</summary>
    public async Task<IReadOnlyList<Upload>> FindOpenAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Uploads.AsNoTracking().Where(upload => upload.State == UploadState.Open && upload.CreatedAt < before)
            .OrderBy(upload => upload.CreatedAt).Take(limit).ToListAsync(cancellationToken);
    }

    private async Task EndAsync(Upload upload, Expression<Func<Upload, bool>> isUnderWay, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var at = time.GetUtcNow();
        await db.Uploads.Where(row => row.Id == upload.Id).Where(isUnderWay).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, UploadState.Gone).SetProperty(row => row.ChangedAt, at), cancellationToken);
    }
}
