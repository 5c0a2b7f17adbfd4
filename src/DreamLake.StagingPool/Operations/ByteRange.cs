using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Operations;

/// <summary>A range of an object's bytes.</summary>
/// <param name="Offset">The first byte.</param>
/// <param name="Count">How many.</param>
internal readonly record struct ByteRange(long Offset, long Count)
{
    private const string Unit = "bytes=";

    /// <summary>
    /// Reads a Range header; null where there is none that S3 follows (several ranges, other units), so that the whole is answered.
    /// </summary>
    /// <exception cref="S3Exception">It begins behind the end (<c>InvalidRange</c>).</exception>
    public static ByteRange? Of(string? header, long size)
    {
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase)) return null;
        var ends = header[Unit.Length..].Split('-');
        if (ends.Length != 2 || (ends[0].Length > 0 && Number(ends[0]) is null) || (ends[1].Length > 0 && Number(ends[1]) is null))
            return null;
        return (Number(ends[0]), Number(ends[1])) switch
        {
            (null, null) => null,
            (null, { } last) =>
            last == 0 || size == 0 ? throw Unsatisfiable(header, size) : new ByteRange(Math.Max(0, size - last), Math.Min(last, size)),
            ({ } from, { } to) when to < from => null,
            ({ } from, _) when from >= size => throw Unsatisfiable(header, size),
            ({ } from, var to) => new ByteRange(from, Math.Min(to ?? size - 1, size - 1) - from + 1),
        };
    }

    private static long? Number(string text) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static S3Exception Unsatisfiable(string header, long size) =>
        new S3Exception(StatusCodes.Status416RangeNotSatisfiable, "InvalidRange", "The requested range is not satisfiable")
            .With("RangeRequested", header).With("ActualObjectSize", $"{size}");
}
