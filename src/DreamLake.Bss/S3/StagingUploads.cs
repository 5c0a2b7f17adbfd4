using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Bss.S3;

/// <summary>Multipart uploads to the staging pool, as any S3 has them.</summary>
internal sealed class StagingUploads(IAmazonS3 s3, S3Deadline deadline, BssOptions options)
{
    /// <summary>Starts one; S3's id of it.</summary>
    public async Task<string> CreateAsync(string key, string contentType, CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = options.Bucket, Key = key, ContentType = contentType };
        if (options.OffersDigests) request.ChecksumAlgorithm = ChecksumAlgorithm.CRC32C;
        var answer = await deadline.RunAsync(token => s3.InitiateMultipartUploadAsync(request, token), cancellationToken);
        return answer.UploadId;
    }

    /// <summary>The parts that S3 has, ascending; null where it knows the upload no more.</summary>
    public async Task<IReadOnlyList<PartDetail>?> FindPartsAsync(string key, string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            return await deadline.RunAsync(token => ListPartsAsync(key, uploadId, _ => true, token), cancellationToken);
        }
        catch (AmazonServiceException gone) when (IsGone(gone))
        {
            return null;
        }
    }

    /// <summary>Completes one from its parts, which lie in ascending order. It may take S3 minutes.</summary>
    /// <param name="key">The S3 key.</param>
    /// <param name="uploadId">S3's id of the upload.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="listed">What <see cref="FindPartsAsync"/> answered, where it was asked; null to have it asked where it is
    /// needed.</param>
    /// <param name="cancellationToken">Gives up; S3 may complete it all the same.</param>
    /// <exception cref="RefusalException">409: S3 is at work on it already.</exception>
    public async Task<CompletionResponse> CompleteAsync(
        string key, string uploadId, IReadOnlyList<PartDone> parts, IReadOnlyList<PartDetail>? listed, CancellationToken cancellationToken)
    {
        try
        {
            var checksums = listed is null ? await ChecksumsAsync(key, uploadId, cancellationToken) : ChecksumsOf(listed);
            await s3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
            {
                BucketName = options.Bucket,
                Key = key,
                UploadId = uploadId,
                PartETags = [.. parts.Select(part => new PartETag(part.PartNumber, Quoted(part.Etag!))
                {
                    ChecksumCRC32C = checksums.GetValueOrDefault(part.PartNumber),
                })],
            }, cancellationToken);
            return new CompletionResponse(IsGone: false, Refusal: null);
        }
        catch (AmazonServiceException gone) when (IsGone(gone))
        {
            return new CompletionResponse(IsGone: true, Refusal: null);
        }
        catch (AmazonServiceException refused) when (RefusalOf(refused) is { } refusal)
        {
            return new CompletionResponse(IsGone: false, refusal);
        }
        catch (AmazonServiceException busy) when (busy.StatusCode == HttpStatusCode.Conflict)
        {
            throw new RefusalException(
                StatusCodes.Status409Conflict, $"{busy.ErrorCode}: S3 is at work on this upload already. Try again shortly.");
        }
    }

    /// <summary>404: an upload that is not known any more.</summary>
    public static RefusalException NoSuchUpload(string uploadId) => RefusalException.NotFound(
        $"NoSuchUpload: the lake knows the multipart upload '{NameRules.Printable(uploadId)}' no more. It was aborted or expired: start " +
        "over.");

    /// <summary>Ends one and drops its parts; one that is gone already stays so.</summary>
    public async Task AbortAsync(string key, string uploadId, CancellationToken cancellationToken)
    {
        var request = new AbortMultipartUploadRequest { BucketName = options.Bucket, Key = key, UploadId = uploadId };
        try
        {
            await deadline.RunAsync(token => s3.AbortMultipartUploadAsync(request, token), cancellationToken);
        }
        catch (AmazonServiceException gone) when (IsGone(gone))
        {
            // Gone is what was asked for.
        }
    }

    // An upload that was created with an algorithm is completed with the checksum of every part, or S3 refuses it.
    private async Task<Dictionary<int, string>> ChecksumsAsync(string key, string uploadId, CancellationToken cancellationToken)
    {
        var parts =
            await deadline.RunAsync(token => ListPartsAsync(key, uploadId, page => page.Exists(HasChecksum), token), cancellationToken);
        return ChecksumsOf(parts);
    }

    private static Dictionary<int, string> ChecksumsOf(IReadOnlyList<PartDetail> parts) =>
        parts.Where(HasChecksum).ToDictionary(part => part.PartNumber!.Value, part => part.ChecksumCRC32C);

    private static bool HasChecksum(PartDetail part) => !string.IsNullOrEmpty(part.ChecksumCRC32C);

    private async Task<IReadOnlyList<PartDetail>> ListPartsAsync(
        string key, string uploadId, Predicate<List<PartDetail>> goOnAfter, CancellationToken cancellationToken)
    {
        var listing = new PartListing(s3, options.Bucket, key, uploadId);
        var first = await listing.PageAsync(after: 0, cancellationToken);
        return first.HasMore && goOnAfter(first.Parts)
            ? [.. first.Parts, .. await listing.AllAsync(first.Last, cancellationToken)]
            : first.Parts;
    }

    // Ceph says NoSuchKey of an upload that it knows no more.
    private static bool IsGone(AmazonServiceException answered) => answered.ErrorCode is "NoSuchUpload" or "NoSuchKey";

    private static string Quoted(string etag) => $"\"{etag.Trim().Trim('"')}\"";

    // What S3 says of the parts themselves: it did not complete them, and will not.
    private static RefusalException? RefusalOf(AmazonServiceException answered) => answered.ErrorCode switch
    {
        "EntityTooLarge" => new(StatusCodes.Status413PayloadTooLarge, "EntityTooLarge: the content is larger than S3 takes."),
        "InvalidPart" => new(StatusCodes.Status409Conflict,
            "InvalidPart: S3 does not have one of these parts, or has it with another ETag. Ask parts-done which it has, and send the " +
            "others again."),
        "EntityTooSmall" =>
        RefusalException.Wrong("EntityTooSmall: a part other than the last is smaller than the 5 MiB that S3 asks for."),
        "InvalidPartOrder" or "BadDigest" or "InvalidDigest" or "InvalidRequest" or "InvalidArgument" or "MalformedXML" =>
            RefusalException.Wrong($"{answered.ErrorCode}: S3 does not take these parts for one content."),
        _ => null,
    };
}

/// <summary>What S3 said to a Complete.</summary>
/// <param name="IsGone">It knows the upload no more.</param>
/// <param name="Refusal">It will not have these parts, for this reason; null where it completed them, or knows the upload no more.</param>
internal sealed record CompletionResponse(bool IsGone, RefusalException? Refusal);
