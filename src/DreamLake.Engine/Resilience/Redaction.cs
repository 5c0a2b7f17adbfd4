using System.Text.RegularExpressions;

namespace DreamLake.Engine.Resilience;

/// <summary>Takes secrets out of texts that come from outside, before they reach an error or a note.</summary>
internal static partial class Redaction
{
    private const int MaxLength = 400;

    /// <summary>One line without presigned queries, signatures, tokens and user-info, of 400 characters at most.</summary>
    public static string Clean(string text)
    {
        var line = WhiteSpace().Replace(text, " ").Trim();
        line = Query().Replace(line, "$1?…");
        line = Parameter().Replace(line, "$1=…");
        line = UserInfo().Replace(line, "$1…@");
        line = Token().Replace(line, "…");
        return line.Length > MaxLength ? line[..MaxLength] + "…" : line;
    }

    /// <summary>An address as it may be shown: without user-info, query and fragment.</summary>
    public static string Clean(Uri address) =>
        address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"(https?://[^\s?""'<>]+)\?[^\s""'<>]*", RegexOptions.IgnoreCase)]
    private static partial Regex Query();

    [GeneratedRegex(@"\b(X-Amz-[A-Za-z-]+|sig|signature|token|AWSAccessKeyId)=[^\s&""'<>]+", RegexOptions.IgnoreCase)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"(https?://)[^\s/@]+@", RegexOptions.IgnoreCase)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+|(?<=Bearer )\S+")]
    private static partial Regex Token();
}
