namespace DreamLake.Disk;

/// <summary>Reads as much of a file as there is.</summary>
public static class DiskFileReading
{
    /// <summary>Reads from an offset until the buffer is full or the file ends; a single read may give less of it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">Is filled from its beginning.</param>
    /// <param name="offset">Where in the file, in bytes.</param>
    /// <returns>How many bytes it was.</returns>
    public static int ReadUpTo(this IDiskFile file, Span<byte> buffer, long offset)
    {
        ArgumentNullException.ThrowIfNull(file);
        var read = 0;
        while (read < buffer.Length && file.Read(buffer[read..], offset + read) is > 0 and var more) read += more;
        return read;
    }
}
