using System.Globalization;
using System.Text;

namespace DreamLake.StagingPool.Storage;

/// <summary>One level of a key as the name of a folder or file, and back.</summary>
/// <remarks>
/// Lower-case letters, digits and the common marks stay as they are, so that a person finds the way about. A capital becomes
/// <c>^</c> and its small letter, because some file systems take the two for one; everything else becomes <c>%</c> and hex, byte by byte:
/// what some system forbids (<c>: * ?</c>, a dot at either end, <c>con</c>), what has more than one form in Unicode, and what would leave
/// the folder.
/// </remarks>
internal static class LevelName
{
    private const string Plain = "abcdefghijklmnopqrstuvwxyz0123456789-_.=+,@!#$&'()[]{}; ";
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "con", "prn", "aux", "nul",
        "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
        "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    };

    /// <summary>The name of a level; an empty one (<c>a//b</c>) is <c>%</c> alone.</summary>
    public static string Encode(string level)
    {
        if (level.Length == 0) return "%";
        var bytes = Encoding.UTF8.GetBytes(level);
        var device = Reserved.Contains(level.Split('.')[0].ToLowerInvariant());
        var name = new StringBuilder(level.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            var c = (char)bytes[i];
            var atAnEnd = i == 0 || i == bytes.Length - 1;
            if (char.IsAsciiLetterUpper(c) && !(device && i == 0)) name.Append('^').Append(char.ToLowerInvariant(c));
            else if (!Plain.Contains(c, StringComparison.Ordinal) || (atAnEnd && c is '.' or ' ') || (device && i == 0))
            {
                name.Append($"%{bytes[i]:x2}");
            }
            else name.Append(c);
        }

        return name.ToString();
    }

    /// <summary>The level of a name that <see cref="Encode"/> gave; for any other name, whatever comes out.</summary>
    public static string Decode(string name)
    {
        if (name == "%") return "";
        var bytes = new List<byte>(name.Length);
        for (var rest = name.AsSpan(); !rest.IsEmpty;)
        {
            var (value, taken) = Next(rest);
            bytes.Add(value);
            rest = rest[taken..];
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static (byte Value, int Taken) Next(ReadOnlySpan<char> rest) =>
        rest is ['^', var small, ..] ? ((byte)char.ToUpperInvariant(small), 2)
        : rest is ['%', _, _, ..]
            && byte.TryParse(rest[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? (value, 3)
        : ((byte)rest[0], 1);
}
