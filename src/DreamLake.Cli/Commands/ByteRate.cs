using System.Globalization;
using DreamLake.Protocol;

namespace DreamLake.Cli.Commands;

/// <summary>Bytes a second as they are written on a command line: <c>500K</c>, <c>2M</c>, <c>1.5M</c>, <c>1G</c> (of 1024), or plain bytes.</summary>
internal static class ByteRate
{
    /// <summary>Reads a rate; null stands for none.</summary>
    /// <exception cref="UsageException">It is no rate, or less than a byte a second.</exception>
    public static long? Parse(string? text)
    {
        if (text is null) return null;
        var factor = char.ToUpperInvariant(text.LastOrDefault()) switch
        {
            'K' => 1024L,
            'M' => 1024L * 1024,
            'G' => 1024L * 1024 * 1024,
            _ => 1,
        };
        var number = factor == 1 ? text : text[..^1];
        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= int.MaxValue * 1024m && value * factor >= 1
            ? (long)(value * factor)
            : throw new UsageException($"'{NameRules.Printable(text)}' is no rate. Write bytes a second: 500K, 2M, 1.5M, 1G or plain bytes.");
    }
}
