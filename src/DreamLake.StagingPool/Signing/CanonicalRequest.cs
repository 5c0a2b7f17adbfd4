using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Signing;

/// <summary>The one text that a request has however it was written: what AWS Signature Version 4 signs.</summary>
internal static partial class CanonicalRequest
{
    /// <summary>Builds it, by S3's rules: the path is encoded once and never normalised.</summary>
    /// <param name="method">The method, upper case.</param>
    /// <param name="path">The decoded path.</param>
    /// <param name="query">The decoded query; its signature is left out.</param>
    /// <param name="headers">Every header of the request.</param>
    /// <param name="signedHeaders">The names that were signed, lower case, sorted.</param>
    /// <param name="payloadHash">The hash of the body in hex, or the word that stands for it.</param>
    public static string Build(
        string method, string path, QueryParameters query, IHeaderDictionary headers, IReadOnlyList<string> signedHeaders,
        string payloadHash)
    {
        var text = new StringBuilder(method).Append('\n').Append(EncodePath(path)).Append('\n').Append(EncodeQuery(query)).Append('\n');
        foreach (var name in signedHeaders) text.Append(name).Append(':').Append(ValueOf(headers, name)).Append('\n');
        return text.Append('\n').AppendJoin(';', signedHeaders).Append('\n').Append(payloadHash).ToString();
    }

    /// <summary>Percent-encodes everything but letters, digits, <c>-_.~</c> and the slashes.</summary>
    public static string EncodePath(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string EncodeQuery(QueryParameters query) =>
        string.Join('&', query.All
            .Where(p => p.Name != PresignedQuery.Signature)
            .Select(p => (Name: Uri.EscapeDataString(p.Name), Value: Uri.EscapeDataString(p.Value)))
            .OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal)
            .Select(p => $"{p.Name}={p.Value}"));

    private static string ValueOf(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var values) ? string.Join(',', values.Select(v => Spaces().Replace((v ?? "").Trim(), " "))) : "";

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();
}
