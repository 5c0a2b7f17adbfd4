using DreamLake.StagingPool.Payload;
using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Operations;

/// <summary>PutObject, GetObject, HeadObject, DeleteObject, DeleteObjects.</summary>
internal sealed class ObjectOperations(ObjectStore objects)
{
    private const int MostDeletes = 1000;

    public async Task PutObject(S3Request request, AuthenticatedBody body)
    {
        RequestHeaders.RefuseUnknown(request);
        using var payload = VerifiedPayload.Open(request, body);
        var manifest = await objects.PutAsync(
            request.Bucket, request.Key, RequestHeaders.OfObject(request), payload, RequestHeaders.PreconditionOf(request), request.Aborted);
        var headers = request.Http.Response.Headers;
        headers.ETag = $"\"{manifest.ETag}\"";
        ObjectResponse.WriteChecksum(headers, manifest.Checksum);
    }

    public async Task GetObject(S3Request request, AuthenticatedBody body)
    {
        using var reader = await objects.OpenAsync(request.Bucket, request.Key, request.Aborted) ?? throw S3Exception.NoSuchKey(request.Key);
        if (ObjectResponse.WriteHead(request, reader.Manifest) is { } range)
            await reader.CopyAsync(request.Http.Response.Body, range.Offset, range.Count, request.Aborted);
    }

    public async Task HeadObject(S3Request request, AuthenticatedBody body)
    {
        var manifest = await objects.FindAsync(request.Bucket, request.Key, request.Aborted) ?? throw S3Exception.NoSuchKey(request.Key);
        ObjectResponse.WriteHead(request, manifest);
    }

    public async Task DeleteObject(S3Request request, AuthenticatedBody body)
    {
        await objects.DeleteAsync(request.Bucket, request.Key, request.Aborted);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public async Task DeleteObjects(S3Request request, AuthenticatedBody body)
    {
        using var payload = VerifiedPayload.Open(request, body);
        var document = await XmlBody.ReadAsync(payload, "Delete", request.Aborted);
        var keys = document.Children("Object").Select(o => o.Text("Key") ?? throw S3Exception.MalformedXml()).ToArray();
        if (keys.Length is 0 or > MostDeletes) throw S3Exception.MalformedXml();
        foreach (var key in keys) await objects.DeleteAsync(request.Bucket, key, request.Aborted);
        var quiet = document.Text("Quiet") == "true";
        await XmlResponse.WriteAsync(request.Http, "DeleteResult", xml =>
        {
            foreach (var key in quiet ? [] : keys)
            {
                xml.WriteStartElement("Deleted");
                xml.Element("Key", key);
                xml.WriteEndElement();
            }
        });
    }
}
