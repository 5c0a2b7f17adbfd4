using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Operations;

/// <summary>DeleteObject, DeleteObjects.</summary>
internal sealed class DeleteOperations(ObjectStore objects)
{
    private const int MostDeletes = 1000;

    public async Task DeleteObjectAsync(S3Request request, AuthenticatedBody body)
    {
        var condition = new Condition(
            request.Header("If-Match"), request.Header("x-amz-if-match-last-modified-time"), request.Header("x-amz-if-match-size"));
        await objects.DeleteAsync(request.Bucket, request.Key, condition.Check, request.Aborted);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public async Task DeleteObjectsAsync(S3Request request, AuthenticatedBody body)
    {
        var document = await XmlBody.ReadAsync(request, body, "Delete");
        var named = document.Children("Object").ToArray();
        if (named.Length is 0 or > MostDeletes || named.Any(o => o.Text("Key") is not { Length: > 0 })) throw S3Exception.MalformedXml();
        var results = new List<(string Key, string? Version, S3Exception? Fault)>();
        foreach (var item in named) results.Add((item.Text("Key")!, item.Text("VersionId"), await DeleteAsync(request, item)));
        var quiet = document.Text("Quiet") == "true";
        await XmlResponse.WriteAsync(request.Http, "DeleteResult", xml =>
        {
            foreach (var (key, version, fault) in results)
            {
                if (fault is not null || !quiet) Write(xml, key, version, fault);
            }
        });
    }

    private async Task<S3Exception?> DeleteAsync(S3Request request, XElement item)
    {
        try
        {
            if (item.Text("VersionId") is { Length: > 0 } version && version != OperationTable.OnlyVersion)
                throw new S3Exception(StatusCodes.Status404NotFound, "NoSuchVersion", "The specified version does not exist.");
            var condition = new Condition(item.Text("ETag"), item.Text("LastModifiedTime"), item.Text("Size"));
            await objects.DeleteAsync(request.Bucket, item.Text("Key")!, condition.Check, request.Aborted);
            return null;
        }
        catch (S3Exception fault)
        {
            return fault;
        }
    }

    private static void Write(XmlWriter xml, string key, string? version, S3Exception? fault)
    {
        xml.WriteStartElement(fault is null ? "Deleted" : "Error");
        xml.Element("Key", key);
        xml.Element("VersionId", version);
        xml.Element("Code", fault?.Code);
        xml.Element("Message", fault?.Message);
        xml.WriteEndElement();
    }

    /// <summary>
    /// What an object has to be like to be deleted; null for what does not matter. One that is not there is deleted already.
    /// </summary>
    private sealed record Condition(string? ETag, string? LastModified, string? Size)
    {
        public void Check(ObjectManifest manifest)
        {
            if (ETag is { Length: > 0 } && !Conditions.Names(ETag, manifest.ETag)) throw S3Exception.PreconditionFailed("If-Match");
            if (Size is { Length: > 0 } && Size != manifest.Size.ToString(CultureInfo.InvariantCulture))
                throw S3Exception.PreconditionFailed("x-amz-if-match-size");
            if (LastModified is not { Length: > 0 }) return;
            // The time that the client has may be that of a listing or of a header, which has whole seconds.
            if (!DateTimeOffset.TryParse(LastModified, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                throw S3Exception.InvalidArgument("x-amz-if-match-last-modified-time", LastModified, "The time cannot be read");
            if (time.ToUnixTimeSeconds() != manifest.LastModified.ToUnixTimeSeconds())
                throw S3Exception.PreconditionFailed("x-amz-if-match-last-modified-time");
        }
    }
}
