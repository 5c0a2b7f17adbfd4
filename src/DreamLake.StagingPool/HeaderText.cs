using System.Text;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool;

/// <summary>The text of headers, whose bytes HTTP gives no meaning to beyond ASCII.</summary>
/// <remarks>
/// The pool takes every byte for one character (Latin-1) and writes it back so: metadata comes out as the very bytes that went in, whatever
/// the client meant by them.
/// </remarks>
internal static class HeaderText
{
    /// <summary>How the pool's server reads and writes headers.</summary>
    public static Encoding Encoding => Encoding.Latin1;

    /// <summary>A text as header text: one that is more than bytes is written as its UTF-8.</summary>
    /// <remarks>Such a text comes from a query, or from a manifest of the time when headers were read as UTF-8.</remarks>
    /// <exception cref="S3Exception">It holds what no header may, as a line break (<c>InvalidArgument</c>).</exception>
    public static string Of(string name, string text)
    {
        if (text.Any(c => c is '\0' or '\r' or '\n' or (< ' ' and not '\t') or '\u007f'))
            throw S3Exception.InvalidArgument(name, "(hidden)", "A header value cannot hold control characters");
        return text.Any(c => c > '\u00ff') ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)) : text;
    }

    /// <summary>The headers as a client sees them that means UTF-8; null where that is the same.</summary>
    public static IHeaderDictionary? AsUtf8(IHeaderDictionary headers)
    {
        if (!headers.Any(h => h.Value.Any(v => v is not null && !Ascii.IsValid(v)))) return null;
        var read = new HeaderDictionary();
        foreach (var (name, values) in headers)
            read[name] = values.Select(v => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(v ?? ""))).ToArray();
        return read;
    }
}
