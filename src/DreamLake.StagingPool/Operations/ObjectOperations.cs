using DreamLake.StagingPool.Payload;
using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;

namespace DreamLake.StagingPool.Operations;

/// <summary>PutObject, GetObject, HeadObject.</summary>
internal sealed class ObjectOperations(ObjectStore objects)
{
    public async Task PutObjectAsync(S3Request request, AuthenticatedBody body)
    {
        RequestHeaders.RefuseUnknown(request);
        using var payload = VerifiedPayload.Open(request, body);
        var manifest = await objects.PutAsync(
            request.Bucket, request.Key, RequestHeaders.OfObject(request), payload, RequestHeaders.PreconditionOf(request),
            request.Aborted);
        var headers = request.Http.Response.Headers;
        headers.ETag = $"\"{manifest.ETag}\"";
        ObjectResponse.WriteChecksum(headers, manifest.Checksum);
    }

    public async Task GetObjectAsync(S3Request request, AuthenticatedBody body)
    {
        using var reader = await objects.OpenAsync(request.Bucket, request.Key, request.Aborted)
            ?? throw S3Exception.NoSuchKey(request.Key);
        if (ObjectResponse.WriteHead(request, reader.Manifest) is { } range)
            await reader.CopyAsync(request.Http.Response.Body, range.Offset, range.Count, request.Aborted);
    }

    public async Task HeadObjectAsync(S3Request request, AuthenticatedBody body)
    {
        var manifest = await objects.FindAsync(request.Bucket, request.Key, request.Aborted) ?? throw S3Exception.NoSuchKey(request.Key);
        ObjectResponse.WriteHead(request, manifest);
    }
}
