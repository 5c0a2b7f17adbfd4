using Amazon.S3.Model;
using DreamLake.Bss.Contents;
using DreamLake.Bss.Measures;
using DreamLake.Bss.S3;
using DreamLake.Bss.Tables;
using DreamLake.Bss.Usage;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Bss.Uploads;

/// <summary>
/// Step 6: fixes the part list, has S3 complete it, takes the bytes into the table of contents, and answers what is known of them then.
/// Wherever it is cut off, the same call goes on from there: the S3 key is this upload's alone, so that an object under it is its own.
/// </summary>
internal sealed class Completion(
    UploadTable uploads, UploadReservations reservations, ContentTable contents, StagingUploads s3, StoredObjects objects,
    ObjectHash hash, Verifier verifier, VerificationQueue queue, BssMeter meter, BssOptions options, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    /// <summary>Completes an upload; returns where its client may be told success.</summary>
    /// <exception cref="RefusalException">
    /// 404: S3 has its parts no more. 409: another list was first, S3 has other parts, or other content is stored under these 16 digits.
    /// 413, 422: S3 will not have these parts, or they are not what was promised. 503: the lake is still comparing.
    /// </exception>
    public async Task CompleteAsync(Upload upload, IReadOnlyList<PartDone> parts, CancellationToken cancellationToken)
    {
        var listed = await ListAsync(upload, cancellationToken);
        if (listed is not null) await RequireSizeAsync(upload, parts, listed, cancellationToken);
        var current = await uploads.FixPartsAsync(upload, PartList.Write(parts), cancellationToken);
        var read = default(ReadBack);
        if (current.State == UploadState.Completing)
        {
            var isGone = await StoreAsync(current, parts, listed, cancellationToken);
            read = await ReadBackAsync(current, cancellationToken);
            current = await PublishAsync(current, parts.Count, read, isGone, cancellationToken);
        }

        await AnswerAsync(current, read, cancellationToken);
    }

    // Of an upload that told no size, only where it matters what it has.
    private async Task<IReadOnlyList<PartDetail>?> ListAsync(Upload upload, CancellationToken cancellationToken) => upload switch
    {
        { State: UploadState.Open or UploadState.Completing, Size: not null } =>
            await s3.FindPartsAsync(upload.S3Key, upload.Id, cancellationToken),
        { State: UploadState.Open } when await reservations.LimitsBytesAsync(upload.Owner, cancellationToken) =>
            await s3.FindPartsAsync(upload.S3Key, upload.Id, cancellationToken),
        _ => null,
    };

    private async Task RequireSizeAsync(
        Upload upload, IReadOnlyList<PartDone> parts, IReadOnlyList<PartDetail> listed, CancellationToken cancellationToken)
    {
        var sizes = listed.ToDictionary(part => part.PartNumber!.Value, part => part.Size ?? 0);
        // A part that S3 does not have is S3's to refuse.
        if (!parts.All(part => sizes.ContainsKey(part.PartNumber))) return;
        var size = parts.Sum(part => sizes[part.PartNumber]);
        if (upload.Size is null) await reservations.GrowAsync(upload, size, cancellationToken);
        else if (size != upload.Size)
            throw RefusalException.Wrong(
                $"These parts have {size} bytes together, and {upload.Size} were promised. Send the parts that are missing.");
    }

    /// <summary>Has S3 make one object of the parts. True: S3 knows the upload no more.</summary>
    private async Task<bool> StoreAsync(
        Upload upload, IReadOnlyList<PartDone> parts, IReadOnlyList<PartDetail>? listed, CancellationToken cancellationToken)
    {
        var answer = await s3.CompleteAsync(upload.S3Key, upload.Id, parts, listed, cancellationToken);
        if (answer.Refusal is { } refusal)
        {
            await uploads.ReleasePartsAsync(upload, cancellationToken);
            throw refusal;
        }

        return answer.IsGone;
    }

    /// <summary>
    /// What S3 gives back of a small object, so that it is settled as it is taken into the table; null where it is not small, is not there,
    /// or could not be read in time: then that is done behind the table.
    /// </summary>
    private async Task<ReadBack?> ReadBackAsync(Upload upload, CancellationToken cancellationToken)
    {
        if (upload.Size is not { } size || size > options.VerifiedAtOnce) return null;
        using var patience = new CancellationTokenSource(options.ComparisonPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await hash.ReadAsync(upload.S3Key, bytesPerSecond: 0, either.Token) is { Sha256: not null } read ? read : null;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested
            && (fault is OperationCanceledException || S3Fault.Of(fault) is not null))
        {
            return null;
        }
    }

    private async Task<Upload> PublishAsync(
        Upload upload, int parts, ReadBack? read, bool isGone, CancellationToken cancellationToken)
    {
        // S3 knows an upload no more also where a Complete of it went through and its answer was lost.
        if ((read?.Size ?? await objects.FindSizeAsync(upload.S3Key, cancellationToken)) is { } size)
        {
            var published = await contents.PublishAsync(upload, size, read, cancellationToken);
            meter.Completed(size, parts);
            return published;
        }

        if (!isGone) throw new IOException("S3 completed the upload and does not have its object.");
        await uploads.EndAsync(upload, cancellationToken);
        throw StagingUploads.NoSuchUpload(upload.Id);
    }

    private async Task AnswerAsync(Upload upload, ReadBack? read, CancellationToken cancellationToken)
    {
        if (upload.State is UploadState.Completed or UploadState.Comparing) upload = await SettledAsync(upload, read, cancellationToken);
        switch (upload.State)
        {
            case UploadState.Completed:
                return;
            case UploadState.Refused:
                throw new RefusalException(upload.RefusalStatus ?? StatusCodes.Status409Conflict, upload.Refusal
                    ?? "The lake refused this upload.");
            case UploadState.Comparing:
                throw new RefusalException(StatusCodes.Status503ServiceUnavailable,
                    "All parts are stored. The lake compares them with another content of the same 16 digits; ask again for what comes " +
                    "of it.");
            default:
                throw StagingUploads.NoSuchUpload(upload.Id);
        }
    }

    /// <summary>The upload once its bytes are settled, or as far as that is when the client has waited long enough.</summary>
    private async Task<Upload> SettledAsync(Upload upload, ReadBack? read, CancellationToken cancellationToken)
    {
        var content = upload.ContentId is { } id ? await contents.FindAsync(id, cancellationToken) : null;
        if (content is not { State: ContentState.Stored or ContentState.Compared }) return upload;
        using var patience = new CancellationTokenSource(options.ComparisonPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            if (read is not null) await verifier.SettleAsync(content, read, bytesPerSecond: 0, either.Token);
            else if (content.Size <= options.VerifiedAtOnce) await verifier.VerifyAsync(content.Id, bytesPerSecond: 0, either.Token);
            else queue.Signal();
            while (true)
            {
                upload = await uploads.GetAsync(upload.Id, either.Token);
                if (upload.State != UploadState.Comparing) return upload;
                await Task.Delay(LookAgain, time, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It takes longer than a client waits; the queue goes on with it.
            return upload;
        }
    }
}
