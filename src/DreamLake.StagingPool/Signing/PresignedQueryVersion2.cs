using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DreamLake.StagingPool.Signing;

/// <summary>The signature in the query of an address that was signed in version 2: <c>AWSAccessKeyId, Expires, Signature</c>.</summary>
/// <remarks>
/// <c>aws s3 presign</c> and boto3 sign so in us-east-1 unless they are told otherwise, and s3cmd always. In headers the pool takes version
/// 4
/// alone. Version 2 leaves most of the query unsigned, so that here nothing may stand in the query that it does not cover.
/// </remarks>
internal static class PresignedQueryVersion2
{
    private const string AccessKey = "AWSAccessKeyId";
    private static readonly string[] Own = [AccessKey, "Expires", "Signature"];
    private static readonly HashSet<string> Covered = new(StringComparer.Ordinal)
    {
        "acl", "cors", "delete", "lifecycle", "location", "logging", "notification", "partNumber", "policy", "requestPayment", "restore",
            "tagging",
        "torrent", "uploadId", "uploads", "versionId", "versioning", "versions", "website", "response-cache-control",
        "response-content-disposition", "response-content-encoding", "response-content-language", "response-content-type",
        "response-expires",
    };

    public static bool IsIn(QueryParameters query) => query.Has(AccessKey);

    /// <summary>Checks a request's signature.</summary>
    /// <param name="request">The request.</param>
    /// <param name="secretOf">The secret of an access key.</param>
    /// <param name="now">The time.</param>
    /// <returns>The access key.</returns>
    /// <exception cref="S3Exception">It is not good for this request.</exception>
    public static string Check(S3Request request, Func<string, string> secretOf, DateTimeOffset now)
    {
        var query = request.Query;
        var (accessKey, signature) = (query[AccessKey]!, new byte[SHA1.HashSizeInBytes]);
        if (!Convert.TryFromBase64String(query["Signature"] ?? "", signature, out var length) || length != signature.Length)
            throw AuthorizationHeader.NotVersion4();
        if (!long.TryParse(query["Expires"], NumberStyles.None, CultureInfo.InvariantCulture, out var expires))
            throw S3Exception.AccessDenied("Invalid date (should be seconds since epoch)");
        if (now.ToUnixTimeSeconds() >= expires) throw S3Exception.AccessDenied("Request has expired");
        if (query.All.FirstOrDefault(p => !Own.Contains(p.Name) && !Covered.Contains(p.Name)) is { Name: not null } loose)
            throw S3Exception.AccessDenied($"The query parameter {loose.Name} is not covered by a signature of version 2");
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, Encoding.UTF8.GetBytes(secretOf(accessKey)));
        hash.AppendData(Encoding.UTF8.GetBytes(StringToSign(request)));
        return CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), signature)
            ? accessKey
            : throw RequestAuthenticator.DoesNotMatch(accessKey);
    }

    private static string StringToSign(S3Request request)
    {
        var text = new StringBuilder(request.Method).Append('\n')
            .Append(request.Header("Content-MD5"))
                .Append('\n').Append(request.Header("Content-Type")).Append('\n').Append(request.Query["Expires"]).Append('\n');
        foreach (var header in request.Headers.Where(h => h.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            .OrderBy(h => h.Key.ToLowerInvariant(), StringComparer.Ordinal))
            text.Append(header.Key.ToLowerInvariant())
                .Append(':').Append(string.Join(',', header.Value.Select(v => v?.Trim()))).Append('\n');
        text.Append(request.RawPath);
        var covered = request.Query.All.Where(p => Covered.Contains(p.Name)).OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => p.Value.Length > 0 ? $"{p.Name}={p.Value}" : p.Name);
        return text.Append(string.Join('&', covered) is { Length: > 0 } words ? "?" + words : "").ToString();
    }
}
