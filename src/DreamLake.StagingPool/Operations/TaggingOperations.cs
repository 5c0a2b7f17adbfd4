using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Operations;

/// <summary>Get, Put and Delete of bucket tagging and of object tagging.</summary>
internal sealed class TaggingOperations(BucketStore buckets, ObjectStore objects)
{
    public async Task GetBucketTaggingAsync(S3Request request, AuthenticatedBody body)
    {
        var tags = (await buckets.SettingsAsync(request.Bucket, request.Aborted)).Tags
            ?? throw new S3Exception(StatusCodes.Status404NotFound, "NoSuchTagSet", "The TagSet does not exist")
                .With("BucketName", request.Bucket);
        await WriteAsync(request, tags);
    }

    public async Task PutBucketTaggingAsync(S3Request request, AuthenticatedBody body)
    {
        var tags = await ReadAsync(request, body, TagSet.MostOfBucket);
        await buckets.ChangeSettingsAsync(request.Bucket, settings => settings with { Tags = tags }, request.Aborted);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public async Task DeleteBucketTaggingAsync(S3Request request, AuthenticatedBody body)
    {
        await buckets.ChangeSettingsAsync(request.Bucket, settings => settings with { Tags = null }, request.Aborted);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public async Task GetObjectTaggingAsync(S3Request request, AuthenticatedBody body)
    {
        var manifest = await objects.FindAsync(request.Bucket, request.Key, request.Aborted) ?? throw S3Exception.NoSuchKey(request.Key);
        await WriteAsync(request, manifest.Headers.Tags ?? new Dictionary<string, string>());
    }

    public async Task PutObjectTaggingAsync(S3Request request, AuthenticatedBody body)
    {
        var tags = await ReadAsync(request, body, TagSet.MostOfObject);
        await objects.ChangeHeadersAsync(request.Bucket, request.Key, headers => headers with { Tags = tags }, request.Aborted);
    }

    public async Task DeleteObjectTaggingAsync(S3Request request, AuthenticatedBody body)
    {
        await objects.ChangeHeadersAsync(request.Bucket, request.Key, headers => headers with { Tags = null }, request.Aborted);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task<IReadOnlyDictionary<string, string>> ReadAsync(S3Request request, AuthenticatedBody body, int most)
    {
        return TagSet.Of(await XmlBody.ReadAsync(request, body, "Tagging"), most);
    }

    private static Task WriteAsync(S3Request request, IReadOnlyDictionary<string, string> tags) =>
        XmlResponse.WriteAsync(request.Http, "Tagging", xml =>
        {
            xml.WriteStartElement("TagSet");
            foreach (var (key, value) in tags.OrderBy(t => t.Key, StringComparer.Ordinal))
            {
                xml.WriteStartElement("Tag");
                xml.Element("Key", key);
                xml.Element("Value", value);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        });
}
