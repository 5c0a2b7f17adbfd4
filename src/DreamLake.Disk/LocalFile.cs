using Microsoft.Win32.SafeHandles;

namespace DreamLake.Disk;

/// <summary>An open file of the machine's own.</summary>
/// <param name="handle">The file.</param>
/// <param name="owner">Closes it: the handle, or the stream that it came from.</param>
internal sealed class LocalFile(SafeFileHandle handle, IDisposable owner) : IDiskFile
{
    public long Length => RandomAccess.GetLength(handle);

    public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(handle, buffer, offset);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

    public void Flush() => RandomAccess.FlushToDisk(handle);

    public void Dispose() => owner.Dispose();
}
