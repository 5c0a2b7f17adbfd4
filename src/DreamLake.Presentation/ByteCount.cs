using System.Globalization;

namespace DreamLake.Presentation;

/// <summary>
/// Numbers of bytes as people write them: <c>500K</c>, <c>2MB</c>, <c>10 MB</c>, <c>1.5 MiB</c>, <c>1G</c>, or plain bytes.
/// </summary>
/// <remarks>Each unit is 1024 of the one below, as in PowerShell.</remarks>
public static class ByteCount
{
    private static readonly (string Suffix, long Bytes)[] Suffixes =
    [
        ("KIB", 1L << 10), ("MIB", 1L << 20), ("GIB", 1L << 30), ("TIB", 1L << 40),
        ("KB", 1L << 10), ("MB", 1L << 20), ("GB", 1L << 30), ("TB", 1L << 40),
        ("K", 1L << 10), ("M", 1L << 20), ("G", 1L << 30), ("T", 1L << 40), ("B", 1),
    ];

    /// <summary>Reads a number of bytes.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="bytes">The bytes: 1 or more.</param>
    /// <returns>False where it is no number, less than 1, or too large for any file.</returns>
    public static bool TryParse(string? text, out long bytes)
    {
        bytes = 0;
        var written = (text ?? "").Trim().ToUpperInvariant();
        var (suffix, factor) = Suffixes.FirstOrDefault(
            one => written.EndsWith(one.Suffix, StringComparison.Ordinal), (Suffix: "", Bytes: 1L));
        var number = written[..^suffix.Length].TrimEnd();
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return false;
        if (value > long.MaxValue / factor || value * factor < 1) return false;
        bytes = (long)(value * factor);
        return true;
    }
}
