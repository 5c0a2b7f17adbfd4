using DreamLake.Presentation;
using DreamLake.Protocol;

namespace DreamLake.Cli.Commands;

/// <summary>The value of <c>--limit-rate</c>.</summary>
internal static class RateOption
{
    /// <summary>Reads a rate; null stands for none.</summary>
    /// <exception cref="UsageException">It is no rate, or less than a byte a second.</exception>
    public static long? Parse(string? text) =>
        text is null ? null
        : ByteCount.TryParse(text, out var bytes) ? bytes
        : throw new UsageException($"'{NameRules.Printable(text)}' is no rate. Write bytes a second: 500K, 2M, 1.5MB, 1G or plain bytes.");
}
