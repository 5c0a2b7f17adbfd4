using System.Buffers;
using System.Text;

namespace DreamLake.Protocol;

/// <summary>What may stand as a name in an address, an asset's path and an S3 key.</summary>
/// <remarks>
/// A name becomes one level of an S3 key and of a URL, so what would change the level (slashes, dots alone) is refused; so is what a
/// person cannot see, because two names that look alike have to be one.
/// </remarks>
public static class NameRules
{
    /// <summary>The longest name, in UTF-16 units.</summary>
    public const int MaxLength = 200;

    /// <summary>The longest path of names, such as an episode or an asset's name, in bytes of UTF-8: what an S3 key holds.</summary>
    public const int MaxPathBytes = 1024;

    /// <summary>The most of a text that an error repeats, in UTF-16 units.</summary>
    public const int MaxEcho = 100;

    // Marks, embeddings, overrides and isolates of direction; spaces and joiners without a width; separators of lines.
    private static readonly SearchValues<char> Invisible = SearchValues.Create(
        "\u061C\u180E\u200B\u200C\u200D\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2060\u2061\u2062\u2063\u2064" +
        "\u2066\u2067\u2068\u2069\u206A\u206B\u206C\u206D\u206E\u206F\uFEFF");

    /// <summary>
    /// A name as it is kept and compared: in Unicode's composed form (NFC), so that a name is one however a file system writes its accents.
    /// </summary>
    public static string Normalize(string name) => CanonicalComposition.Compose(name);

    /// <summary>Why <paramref name="name"/> cannot be a <paramref name="what"/>, or null where it can.</summary>
    public static string? Fault(string what, string? name) => Fault(what, name, ['/', '\\', '@', ':']);

    /// <summary>The same for a path of names with slashes between them, such as an episode.</summary>
    public static string? PathFault(string what, string? path)
    {
        if (string.IsNullOrEmpty(path)) return $"the {what} is empty";
        if (Encoding.UTF8.GetByteCount(path) > MaxPathBytes) return $"the {what} is longer than {MaxPathBytes} bytes";
        foreach (var level in path.Split('/'))
        {
            if (level.Length == 0) return $"the {what} '{Printable(path)}' has an empty level";
            // Within a path only what would break the path is refused: '@' and ':' stand in file names.
            if (Fault(what, level, ['/', '\\']) is { } fault) return fault;
        }

        return null;
    }

    /// <summary>A text as an error shows it: one line, of what can be seen, at most <see cref="MaxEcho"/> characters.</summary>
    public static string Printable(string text)
    {
        var whole = char.IsHighSurrogate(text.ElementAtOrDefault(MaxEcho - 2)) ? MaxEcho - 2 : MaxEcho - 1;
        return OneLine(text.Length <= MaxEcho ? text : string.Concat(text.AsSpan(0, whole), "…"));
    }

    /// <summary>A text of our own as a terminal shows it: one line, of what can be seen, however long.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || Invisible.Contains(c) ? '?' : c));

    private static string? Fault(string what, string? name, ReadOnlySpan<char> separators) => name switch
    {
        null or "" => $"the {what} is empty",
        "." or ".." => $"the {what} cannot be '{name}'",
        { Length: > MaxLength } => $"the {what} is longer than {MaxLength} characters",
        _ when name != name.Trim() => $"the {what} begins or ends with a space",
        _ when name.Any(char.IsControl) => $"the {what} holds a control character",
        _ when HasHalfCharacter(name) => $"the {what} holds half of a character (an unpaired UTF-16 surrogate)",
        _ when name.AsSpan().IndexOfAny(Invisible) is >= 0 and var at =>
            $"the {what} '{Printable(name)}' holds U+{(int)name[at]:X4}, which nobody can see (it has no width, or turns the direction " +
            "of text)",
        _ when name.AsSpan().IndexOfAny(separators) is >= 0 and var at => $"the {what} '{Printable(name)}' holds '{name[at]}'",
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
