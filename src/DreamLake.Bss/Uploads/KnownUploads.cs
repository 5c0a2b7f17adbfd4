using DreamLake.Bss.Contents;
using DreamLake.Bss.S3;
using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Bss.Uploads;

/// <summary>The uploads as clients ask for them: by the id and the key that init answered.</summary>
internal sealed class KnownUploads(UploadTable uploads, StagingUploads s3, StoredObjects objects, Takeover takeover)
{
    /// <summary>An upload.</summary>
    /// <exception cref="RefusalException">404: BSS does not know it.</exception>
    public async Task<Upload> GetAsync(string uploadId, string key, CancellationToken cancellationToken) =>
        await FindAsync(uploadId, key, cancellationToken) ?? throw StagingUploads.NoSuchUpload(uploadId);

    /// <summary>The parts that need not be sent again; null where the client has to start over.</summary>
    public async Task<IReadOnlyList<PartDone>?> FindPartsAsync(string uploadId, string key, CancellationToken cancellationToken)
    {
        if (await FindAsync(uploadId, key, cancellationToken) is not { } upload) return null;
        // Whoever was refused for another's content is told so again without sending anything.
        if (upload is { Parts: { } all } and (
            { State: UploadState.Comparing } or { State: UploadState.Refused, RefusalStatus: StatusCodes.Status409Conflict }))
            return PartList.Read(all);
        if (!upload.TakesParts) return null;

        var parts = await s3.FindPartsAsync(upload.S3Key, uploadId, cancellationToken);
        if (parts is not null) return [.. parts.Select(part => new PartDone(part.PartNumber!.Value, part.ETag, part.Size))];
        // A Complete whose answer was lost: the same call again goes on from there.
        if (upload.Parts is { } completed && await objects.FindSizeAsync(upload.S3Key, cancellationToken) is not null)
            return PartList.Read(completed);
        await uploads.EndOpenAsync(upload, cancellationToken);
        return null;
    }

    /// <summary>
    /// Drops the parts that S3 has of an upload. What is completed stays, and what is not known is gone as was asked for.
    /// </summary>
    public async Task AbortAsync(string uploadId, string key, CancellationToken cancellationToken)
    {
        if (await FindAsync(uploadId, key, cancellationToken) is not { } upload || upload.ContentId is not null) return;
        await s3.AbortAsync(upload.S3Key, uploadId, cancellationToken);
        // A Complete that was quicker is answered, and its bytes stay.
        if (await objects.FindSizeAsync(upload.S3Key, cancellationToken) is null) await uploads.EndAsync(upload, cancellationToken);
    }

    private async Task<Upload?> FindAsync(string uploadId, string key, CancellationToken cancellationToken)
    {
        await takeover.EnsureAsync(cancellationToken);
        return await uploads.FindAsync(uploadId, key, cancellationToken);
    }
}
