using System.Buffers;

namespace DreamLake.Bss.Tracks;

/// <summary>Reads a track of any size line by line: UTF-8, with or without a byte order mark, lines that end in LF, CRLF or CR.</summary>
internal static class TrackReader
{
    /// <summary>The longest line, in bytes: 8 MiB. It bounds the memory that a track needs.</summary>
    public const int MaxLineLength = 8 * 1024 * 1024;

    private const int FirstBufferLength = 128 * 1024;

    /// <summary>Feeds a track to its format.</summary>
    /// <exception cref="Hosting.RefusalException">422: the track is malformed, or a line is longer than
    /// <see cref="MaxLineLength"/>.</exception>
    public static async Task<TrackSummary> ReadAsync(Stream content, ITrackFormat format, CancellationToken cancellationToken)
    {
        var lines = new LineSplitter(format);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferLength);
        try
        {
            var held = 0;
            while (await content.ReadAsync(buffer.AsMemory(held), cancellationToken) is > 0 and var read)
            {
                held += read;
                var taken = lines.TakeWhole(buffer.AsSpan(0, held));
                buffer.AsSpan(taken, held - taken).CopyTo(buffer);
                held -= taken;
                if (held > MaxLineLength) throw TrackException.At(lines.Count + 1, $"it is longer than {MaxLineLength} bytes");
                if (held == buffer.Length) buffer = Grown(buffer);
            }

            return lines.End(buffer.AsSpan(0, held));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grown(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
