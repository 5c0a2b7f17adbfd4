using System.Text;

namespace DreamLake.StagingPool.Operations;

/// <summary>The object that <c>x-amz-copy-source</c> names: <c>[/]{bucket}/{key}[?versionId=null]</c>, percent-encoded.</summary>
internal sealed record CopySource(string Bucket, string Key)
{
    public const string Header = "x-amz-copy-source";

    /// <summary>What the names of the conditions on it begin with.</summary>
    public const string ConditionPrefix = Header + "-";

    public static CopySource Of(S3Request request)
    {
        // A client that did not encode it sends UTF-8.
        var text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(request.Header(Header)!));
        var version = text.IndexOf("?versionId=", StringComparison.Ordinal);
        if (version >= 0 && text[(version + "?versionId=".Length)..] != OperationTable.OnlyVersion)
            throw S3Exception.InvalidArgument(Header, text, "Invalid version id specified");
        var path = Uri.UnescapeDataString(version < 0 ? text : text[..version]).TrimStart('/');
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < path.Length - 1
            ? new CopySource(path[..slash], path[(slash + 1)..])
            : throw S3Exception.InvalidArgument(Header, text, "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
    }
}
