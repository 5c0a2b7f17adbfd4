using System.Net;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Operations;

/// <summary>S3's rules for the names of general purpose buckets.</summary>
internal static class BucketName
{
    private static readonly string[] ReservedBeginnings = ["xn--", "sthree-", "amzn-s3-demo-"];
    private static readonly string[] ReservedEnds = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

    /// <summary>Refuses a name, and says why.</summary>
    /// <exception cref="S3Exception">S3 knows no such name (<c>InvalidBucketName</c>).</exception>
    public static void Check(string name)
    {
        if (Fault(name) is not { } fault) return;
        throw new S3Exception(StatusCodes.Status400BadRequest, "InvalidBucketName", $"The specified bucket is not valid: {fault}.")
            .With("BucketName", name);
    }

    /// <summary>What is wrong with a name; null where nothing is.</summary>
    public static string? Fault(string name)
    {
        if (name.Length is < 3 or > 63) return $"a name has 3 to 63 characters, and this one has {name.Length}";
        if (name.FirstOrDefault(c => !IsLetterOrDigit(c) && c is not ('-' or '.')) is not '\0' and var wrong)
            return $"a name has lower-case letters, digits, dots and hyphens, and no '{wrong}'";
        if (!IsLetterOrDigit(name[0]) || !IsLetterOrDigit(name[^1])) return "a name begins and ends with a lower-case letter or a digit";
        if (name.Contains("..", StringComparison.Ordinal)) return "no two dots may stand side by side";
        if (name.Contains(".-", StringComparison.Ordinal) || name.Contains("-.", StringComparison.Ordinal))
            return "no dot may stand beside a hyphen";
        if (name.Count(c => c == '.') == 3 && IPAddress.TryParse(name, out _)) return "a name must not look like an IP address";
        if (ReservedBeginnings.FirstOrDefault(b => name.StartsWith(b, StringComparison.Ordinal)) is { } beginning)
            return $"'{beginning}' at the beginning is reserved";
        return ReservedEnds.FirstOrDefault(e => name.EndsWith(e, StringComparison.Ordinal)) is { } end
            ? $"'{end}' at the end is reserved"
            : null;
    }

    private static bool IsLetterOrDigit(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
