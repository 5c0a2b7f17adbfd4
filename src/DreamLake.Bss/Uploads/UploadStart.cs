using DreamLake.Bss.Contents;
using DreamLake.Bss.Measures;
using DreamLake.Bss.S3;
using DreamLake.Bss.Tables;
using DreamLake.Bss.Usage;
using DreamLake.Hosting;
using DreamLake.Protocol;

namespace DreamLake.Bss.Uploads;

/// <summary>An upload that was begun, or that nothing has to be sent of.</summary>
/// <param name="Answer">What its client is told.</param>
/// <param name="S3Key">Where its bytes go, or lie.</param>
internal sealed record BegunUpload(InitResponse Answer, string S3Key);

/// <summary>Step 3: begins an upload at an S3 key of its own, or finds that nothing has to be sent.</summary>
internal sealed class UploadStart(
    UploadTable uploads, UploadReservations reservations, ContentTable contents, StagingUploads s3, StoredObjects objects,
    Takeover takeover, BssMeter meter, BssOptions options, TimeProvider time)
{
    /// <summary>Begins it.</summary>
    /// <exception cref="RefusalException">
    /// 413, 429: its namespace has no room for it. 422: the content of that SHA-256 has another size than was told.
    /// </exception>
    public async Task<BegunUpload> BeginAsync(UploadPromise promise, CancellationToken cancellationToken)
    {
        await takeover.EnsureAsync(cancellationToken);
        if (await FindStoredAsync(promise, cancellationToken) is { } content)
        {
            // The row is the reference: until it is used up by a registration, or gone, the content is held for step 7.
            var reference = $"stored-{Guid.CreateVersion7(time.GetUtcNow()):N}";
            if (await contents.TryHoldAsync(
                Row(promise, reference, content.Key, UploadState.Completed, content.Id), cancellationToken))
            {
                meter.Begun(isStored: true);
                return new BegunUpload(new InitResponse(reference, promise.Key, Stored: true), content.Key);
            }
        }

        await reservations.RequireRoomAsync(promise.Owner, promise.Size, cancellationToken);
        var s3Key = await uploads.TryClaimAsync(promise.Key, cancellationToken)
            ? promise.Key
            : $"{promise.Owner}/{promise.Project}/incoming/{Guid.CreateVersion7(time.GetUtcNow()):N}";
        var uploadId = await s3.CreateAsync(s3Key, promise.ContentType, cancellationToken);
        await AddAsync(Row(promise, uploadId, s3Key, UploadState.Open, contentId: null), cancellationToken);
        meter.Begun(isStored: false);
        return new BegunUpload(
            new InitResponse(
                uploadId, promise.Key, options.OffersDigests ? "CRC32C" : null, Stored: promise.Sha256 is null ? null : false),
            s3Key);
    }

    // Where others took the last room meanwhile, S3 is told to forget what it was told to begin.
    private async Task AddAsync(Upload upload, CancellationToken cancellationToken)
    {
        try
        {
            await reservations.AddAsync(upload, cancellationToken);
        }
        catch (RefusalException)
        {
            await s3.AbortAsync(upload.S3Key, upload.Id, cancellationToken);
            throw;
        }
    }

    private async Task<Content?> FindStoredAsync(UploadPromise promise, CancellationToken cancellationToken)
    {
        if (promise.Sha256 is null) return null;
        if (await contents.FindProvenAsync(promise.Owner, promise.Project, promise.Sha256, cancellationToken) is not { } content)
        {
            return null;
        }

        if (promise.Size is { } told && told != content.Size)
            throw RefusalException.Wrong($"The content with the SHA-256 {promise.Sha256} has {content.Size} bytes, and {told} were told.");
        // What somebody removed from S3 behind the lake's back is uploaded again.
        return await objects.FindSizeAsync(content.Key, cancellationToken) == content.Size ? content : null;
    }

    private Upload Row(UploadPromise promise, string id, string s3Key, UploadState state, long? contentId) => new()
    {
        Id = id,
        Owner = promise.Owner,
        Project = promise.Project,
        Hash = promise.Hash,
        Key = promise.Key,
        S3Key = s3Key,
        Sha256 = promise.Sha256,
        Size = promise.Size,
        State = state,
        ContentId = contentId,
        CreatedAt = time.GetUtcNow(),
        ChangedAt = time.GetUtcNow(),
    };
}
