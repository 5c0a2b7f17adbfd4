using System.Text;

namespace DreamLake.Protocol;

/// <summary>What may stand as a name in an address, an asset's path and an S3 key.</summary>
/// <remarks>A name becomes one level of an S3 key and of a URL, so what would change the level (slashes, dots alone) is refused.</remarks>
public static class NameRules
{
    /// <summary>The longest name, in UTF-16 units. An S3 key holds 1,024 bytes in all.</summary>
    public const int MaxLength = 200;

    /// <summary>Why <paramref name="name"/> cannot be a <paramref name="what"/>, or null where it can.</summary>
    public static string? Fault(string what, string? name) => Fault(what, name, ['/', '\\', '@', ':']);

    /// <summary>The same for a path of names with slashes between them, such as an episode.</summary>
    public static string? PathFault(string what, string? path)
    {
        if (string.IsNullOrEmpty(path)) return $"the {what} is empty";
        foreach (var level in path.Split('/'))
        {
            if (level.Length == 0) return $"the {what} '{Printable(path)}' has an empty level";
            // Within a path only what would break the path is refused: '@' and ':' stand in file names.
            if (Fault(what, level, ['/', '\\']) is { } fault) return fault;
        }

        return null;
    }

    /// <summary>The text with control characters replaced, so that an error message stays one line.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));

    private static string? Fault(string what, string? name, ReadOnlySpan<char> separators) => name switch
    {
        null or "" => $"the {what} is empty",
        "." or ".." => $"the {what} cannot be '{name}'",
        { Length: > MaxLength } => $"the {what} is longer than {MaxLength} characters",
        _ when name != name.Trim() => $"the {what} begins or ends with a space",
        _ when name.Any(char.IsControl) => $"the {what} holds a control character",
        _ when HasHalfCharacter(name) => $"the {what} holds half of a character (an unpaired UTF-16 surrogate)",
        _ when name.AsSpan().IndexOfAny(separators) is >= 0 and var at => $"the {what} '{name}' holds '{name[at]}'",
        _ => null,
    };

    /// <summary>Such a text has no UTF-8: on the wire it would become another name.</summary>
    private static bool HasHalfCharacter(string name)
    {
        for (var at = 0; at < name.Length;)
        {
            if (!Rune.TryGetRuneAt(name, at, out var rune)) return true;
            at += rune.Utf16SequenceLength;
        }

        return false;
    }
}
