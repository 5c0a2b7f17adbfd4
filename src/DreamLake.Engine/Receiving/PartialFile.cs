using DreamLake.Disk;
using DreamLake.Engine.Content;

namespace DreamLake.Engine.Receiving;

/// <summary>
/// A file that is not whole yet: its bytes in <c>{name}.part</c>, which of them have come in <c>{name}.part.journal</c> beside it.
/// </summary>
/// <remarks>
/// Nothing is flushed on the way: after a kill the bytes are there, and after a power cut the digest of each range tells which are.
/// Every failure of the disk comes out as <see cref="ReceivedFileException"/>.
/// </remarks>
internal sealed class PartialFile : IDisposable
{
    private readonly IDisk _disk;
    private readonly string _path;
    private readonly IDiskFile _writer;
    private readonly IDiskFile _reader;
    private readonly ReceiveJournal _journal;

    private PartialFile(IDisk disk, string path, IDiskFile writer, IDiskFile reader, ReceiveJournal journal) =>
        (_disk, _path, _writer, _reader, _journal) = (disk, path, writer, reader, journal);

    /// <summary>The ETag of the object that it comes from, as an earlier run learned it; null where none did.</summary>
    public string? ETag => _journal.ETag;

    /// <summary>Opens what an earlier run left of the same object, or begins anew.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">The file as it will be called.</param>
    /// <param name="origin">What it comes from; what came from something else is thrown away.</param>
    /// <param name="plan">How it is cut into ranges.</param>
    /// <exception cref="ReceivedFileException">There is no room for it, or it cannot be made.</exception>
    public static PartialFile Open(IDisk disk, string path, ReceiveOrigin origin, PartPlan plan) => ReceivedFileException.Of(() =>
    {
        var part = PartOf(path);
        var journal = ReceiveJournal.TryRead(disk, JournalOf(path), origin);
        IDiskFile? writer = null;
        try
        {
            writer = journal is null ? null : TryOpen(disk, part, plan.FileSize);
            if (writer is null)
            {
                journal?.Dispose();
                disk.Delete(JournalOf(path));
                disk.Delete(part);
                writer = disk.CreateSized(part, plan.FileSize);
                journal = ReceiveJournal.Begin(disk, JournalOf(path), origin);
            }

            return new PartialFile(disk, path, writer, disk.OpenRead(part), journal!);
        }
        catch
        {
            writer?.Dispose();
            journal?.Dispose();
            throw;
        }
    });

    /// <summary>Removes what is left of a file that is there.</summary>
    public static void Clear(IDisk disk, string path) => ReceivedFileException.Of(() =>
    {
        disk.Delete(PartOf(path));
        disk.Delete(JournalOf(path));
    });

    /// <summary>Whether an earlier run left ranges of it.</summary>
    public bool HasRanges => _journal.HasRanges;

    /// <summary>The CRC-32C of a range as it came; null for one that has not.</summary>
    public uint? DigestOf(int number) => _journal.DigestOf(number);

    /// <summary>Writes bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            _writer.Write(bytes, offset);
        }
        catch (IOException fault)
        {
            throw new ReceivedFileException(fault.Message, fault);
        }
    }

    /// <summary>Reads bytes; answers how many.</summary>
    public int Read(byte[] buffer, int count, long offset)
    {
        try
        {
            return _reader.Read(buffer.AsSpan(0, count), offset);
        }
        catch (IOException fault)
        {
            throw new ReceivedFileException(fault.Message, fault);
        }
    }

    /// <summary>A range is here whole.</summary>
    public void Record(int number, ReceivedRange range) => ReceivedFileException.Of(() => _journal.Record(number, range));

    /// <summary>A range is not as it came: it has to come again.</summary>
    public void Forget(int number) => ReceivedFileException.Of(() => _journal.Forget(number));

    /// <summary>Gives the file its name, on the disk with all its bytes.</summary>
    /// <param name="lastWrite">When it was last written where it comes from; null leaves it at now.</param>
    /// <param name="overwrites">Whether a file that has the name is replaced.</param>
    /// <returns>False where something has the name; then all is as it was.</returns>
    public bool TryPublish(DateTimeOffset? lastWrite, bool overwrites) => ReceivedFileException.Of(() =>
    {
        _writer.Flush();
        _reader.Dispose();
        _writer.Dispose();
        if (lastWrite is { } at) _disk.SetLastWrite(PartOf(_path), at);
        if (!TryRename(overwrites)) return false;
        _disk.FlushFolder(Path.GetDirectoryName(_path)!);
        _journal.Dispose();
        _disk.Delete(JournalOf(_path));
        return true;
    });

    /// <summary>Throws away what came.</summary>
    public void Discard()
    {
        Dispose();
        Clear(_disk, _path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
        _journal.Dispose();
    }

    private static string PartOf(string path) => path + ".part";

    private static string JournalOf(string path) => path + ".part.journal";

    private static IDiskFile? TryOpen(IDisk disk, string part, long size)
    {
        try
        {
            var file = disk.OpenWrite(part);
            if (file.Length == size) return file;
            file.Dispose();
        }
        catch (FileNotFoundException)
        {
            // Somebody removed it: what the journal tells is of no use.
        }

        return null;
    }

    private bool TryRename(bool overwrites)
    {
        if (overwrites)
        {
            _disk.Move(PartOf(_path), _path);
            return true;
        }

        try
        {
            _disk.MoveToFree(PartOf(_path), _path);
            return true;
        }
        catch (IOException) when (_disk.KindOf(_path) is not null)
        {
            return false;
        }
    }
}
