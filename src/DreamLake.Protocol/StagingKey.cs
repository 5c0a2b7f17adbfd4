using System.Text.RegularExpressions;

namespace DreamLake.Protocol;

/// <summary>Keys in the staging pool: <c>{owner}/{project}/staging/{hash}</c>. The same content has the same key.</summary>
public static partial class StagingKey
{
    /// <summary>The key of a content in the pool.</summary>
    public static string For(string owner, string project, string hash) => $"{owner}/{project}/staging/{hash}";

    /// <summary>The owner and the project of a key of the pool; false for anything else.</summary>
    public static bool TryParse(string? key, out string owner, out string project, out string hash)
    {
        var levels = key?.Split('/') ?? [];
        (owner, project, hash) = levels is [var o, var p, "staging", var h] ? (o, p, h) : ("", "", "");
        return NameRules.Fault("owner", owner) is null && NameRules.Fault("project", project) is null && IsHash(hash);
    }

    /// <summary>
    /// Whether a text can be the hash in a key: lower-case hex digits, 16 of SHA-256 from clients in use; version 0.1 took 8 to 64.
    /// </summary>
    public static bool IsHash(string? text) => text is not null && Hex().IsMatch(text);

    /// <summary>Whether a text can be a hash in a message: the first 16 lower-case hex digits of a SHA-256, or all 64.</summary>
    public static bool IsHashOfMessage(string? text) => text is { Length: 16 or 64 } && IsHash(text);

    /// <summary>Whether a text can be a whole SHA-256: 64 lower-case hex digits.</summary>
    public static bool IsSha256(string? text) => text is { Length: 64 } && IsHash(text);

    // \z, not $, which would let a last line break pass.
    [GeneratedRegex(@"^[0-9a-f]{8,64}\z")]
    private static partial Regex Hex();
}
