using System.Globalization;

namespace DreamLake.Serving.Commands;

/// <summary>Sizes as people type them: 1000000, 500MiB, 2TB.</summary>
internal static class SizeText
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("PiB", 1L << 50),
        ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("PB", 1_000_000_000_000_000),
    ];

    /// <summary>The number that a text says; null where it says none.</summary>
    public static long? Parse(string text, bool allowsUnits)
    {
        var (unit, bytes) = allowsUnits
            ? Array.Find(Units, known => text.EndsWith(known.Unit, StringComparison.OrdinalIgnoreCase))
            : default;
        var digits = text.AsSpan(0, text.Length - (unit?.Length ?? 0)).TrimEnd();
        return decimal.TryParse(digits, unit is null ? NumberStyles.None : NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out var number) && number * (unit is null ? 1 : bytes) is <= long.MaxValue and var size
            ? (long)size
            : null;
    }
}
