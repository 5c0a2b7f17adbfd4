using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.Bss.Tables;
using DreamLake.Protocol;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Uploads;

/// <summary>
/// Takes over what lies in S3 from before there was a table of it: contents that were completed and not registered, and uploads under way.
/// Once in the life of a database, before any upload is begun or completed; repeated, it changes nothing.
/// </summary>
internal sealed class Takeover(
    IDbContextFactory<MediaContext> contexts, UploadTable uploads, IAmazonS3 s3, BssOptions options, TimeProvider time) : IDisposable
{
    private const string Done = "takeover";
    private readonly SemaphoreSlim _one = new(1);
    private bool _isDone;

    /// <summary>Returns once it is done.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _isDone)) return;
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_isDone) return;
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            if (!await db.Milestones.AnyAsync(milestone => milestone.Name == Done, cancellationToken))
            {
                await TakeContentsAsync(db, cancellationToken);
                await TakeUploadsAsync(cancellationToken);
                await db.Database.ExecuteSqlAsync(
                    $"""INSERT INTO "milestones" ("Name") VALUES ({Done}) ON CONFLICT DO NOTHING""", cancellationToken);
            }

            Volatile.Write(ref _isDone, true);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task TakeContentsAsync(MediaContext db, CancellationToken cancellationToken)
    {
        // By levels, so that the segments of a large lake need not be walked.
        foreach (var owner in await FoldersAsync("", cancellationToken))
        {
            foreach (var project in await FoldersAsync(owner, cancellationToken))
            {
                await foreach (var item in ObjectsAsync(project + "staging/", cancellationToken))
                {
                    if (StagingKey.TryParse(item.Key, out var @namespace, out var space, out var hash))
                        await TakeContentAsync(db, item, @namespace, space, hash, cancellationToken);
                }
            }
        }
    }

    private async Task TakeContentAsync(
        MediaContext db, S3Object item, string owner, string project, string hash, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var claimed = await db.Database.ExecuteSqlAsync(
            $"""INSERT INTO "claimed_keys" ("Key") VALUES ({item.Key}) ON CONFLICT DO NOTHING""", cancellationToken);
        // What media of 0.1 lie under is in the table already.
        if (claimed == 0) return;
        var content = new Content
        {
            Owner = owner,
            Project = project,
            Hash = UploadHash.SixteenOf(hash),
            Key = item.Key,
            Size = item.Size ?? 0,
            State = ContentState.Stored,
            CreatedAt = time.GetUtcNow(),
        };
        db.Contents.Add(content);
        await db.SaveChangesAsync(cancellationToken);
        db.Verifications.Add(new Verification { ContentId = content.Id, Owner = owner, DueAt = time.GetUtcNow(), IsAwaited = false });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        db.ChangeTracker.Clear();
    }

    // Of several under one key the newest goes on: two would end on one key, which is what must not be. The others begin anew.
    private async Task TakeUploadsAsync(CancellationToken cancellationToken)
    {
        var open = new List<MultipartUpload>();
        var request = new ListMultipartUploadsRequest { BucketName = options.Bucket };
        for (var hasMore = true; hasMore;)
        {
            var page = await s3.ListMultipartUploadsAsync(request, cancellationToken);
            open.AddRange(page.MultipartUploads ?? []);
            hasMore = page.IsTruncated == true && page.MultipartUploads is { Count: > 0 };
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }

        foreach (var upload in open.OrderByDescending(upload => upload.Initiated))
        {
            if (!StagingKey.TryParse(upload.Key, out var owner, out var project, out var hash)) continue;
            if (!await uploads.TryClaimAsync(upload.Key, cancellationToken)) continue;
            await uploads.AddAsync(new Upload
            {
                Id = upload.UploadId,
                Owner = owner,
                Project = project,
                Hash = UploadHash.SixteenOf(hash),
                Key = upload.Key,
                S3Key = upload.Key,
                State = UploadState.Open,
                CreatedAt = time.GetUtcNow(),
                ChangedAt = time.GetUtcNow(),
            }, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> FoldersAsync(string prefix, CancellationToken cancellationToken)
    {
        var folders = new List<string>();
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = prefix, Delimiter = "/" };
        await foreach (var page in s3.Paginators.ListObjectsV2(request).Responses.WithCancellation(cancellationToken))
            folders.AddRange(page.CommonPrefixes ?? []);
        return folders;
    }

    private async IAsyncEnumerable<S3Object> ObjectsAsync(
        string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = prefix };
        await foreach (var page in s3.Paginators.ListObjectsV2(request).Responses.WithCancellation(cancellationToken))
        {
            foreach (var item in page.S3Objects ?? []) yield return item;
        }
    }
}
