using DreamLake.StagingPool.Payload;

namespace DreamLake.StagingPool.Storage;

/// <summary>The ETag of an object that was put together from parts: <c>{MD5 over the parts' ETags}-{how many}</c>.</summary>
internal static class MultipartETag
{
    /// <summary>Whether an ETag says that its object was put together from parts.</summary>
    public static bool Is(string etag) => etag.Contains('-', StringComparison.Ordinal);

    /// <summary>Makes it of the parts' ETags, each 32 hex digits.</summary>
    public static string Of(IEnumerable<string> etags)
    {
        using var md5 = DigestAlgorithm.Md5.Create();
        var count = 0;
        foreach (var etag in etags)
        {
            md5.Append(Convert.FromHexString(etag));
            count++;
        }

        return $"{Convert.ToHexStringLower(md5.Value())}-{count}";
    }

    /// <summary>Whether an object was put together from just these parts.</summary>
    public static bool Fits(string etag, IReadOnlyList<NamedPart> named) =>
        named.All(p => p.ETag.Length == 32 && p.ETag.All(char.IsAsciiHexDigit)) && Of(named.Select(p => p.ETag)) == etag;
}
