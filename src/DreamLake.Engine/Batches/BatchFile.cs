using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DreamLake.Disk;

namespace DreamLake.Engine.Batches;

/// <summary>The files of a run on the disk: a line for each, and beside it a byte for each that has ended.</summary>
/// <remarks>Lines are appended as files are named, and read back as they are sent: the list is never whole in the memory.</remarks>
/// <param name="disk">The disk.</param>
/// <param name="path">The file with the lines.</param>
internal sealed class BatchFile(IDisk disk, string path) : IDisposable
{
    /// <summary>How the name of one ends.</summary>
    public const string Suffix = ".batch";

    private static readonly byte[] HasEnded = [1];
    private IDiskFile? _lines;
    private IDiskFile? _ended;
    private long _length;

    /// <summary>Where the lines are.</summary>
    public string Path => path;

    private string EndedPath => path + ".ended";

    /// <summary>Makes a new one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Create(BatchHead head)
    {
        _lines = disk.Create(path);
        _ended = disk.Create(EndedPath);
        Append(head, BatchJson.Default.BatchHead);
    }

    /// <summary>Goes on with one that is there: more of its files will end.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Reopen()
    {
        try
        {
            _ended = disk.OpenWrite(EndedPath);
        }
        catch (FileNotFoundException)
        {
            _ended = disk.Create(EndedPath);
        }
    }

    /// <summary>Appends a file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(UploadRequest request) => Append(BatchLine.Of(request), BatchJson.Default.BatchLine);

    /// <summary>A file has ended: it is left out where the run is gone on with.</summary>
    /// <param name="index">Which, the first at 0.</param>
    public void End(int index) => _ended!.Write(HasEnded, index);

    /// <summary>Which of its files have ended; those beyond the end have not.</summary>
    public byte[] ReadEnded()
    {
        try
        {
            using var file = disk.OpenRead(EndedPath);
            var ended = new byte[file.Length];
            file.ReadUpTo(ended, 0);
            return ended;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Nothing is lost by it: what the lake has is not sent again.
            return [];
        }
    }

    /// <summary>Removes it.</summary>
    public void Remove()
    {
        Dispose();
        disk.Delete(path);
        disk.Delete(EndedPath);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines?.Dispose();
        _ended?.Dispose();
    }

    private void Append<T>(T value, JsonTypeInfo<T> type)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'];
        _lines!.Write(line, _length);
        _length += line.Length;
    }
}
