using DreamLake.Disk;
using DreamLake.Engine.State;

namespace DreamLake.Engine.Freeing;

/// <summary>
/// The journal of deletions: what was removed, when and on whose word. A deletion is in it, on the disk, before the file is touched, so
/// that one that was cut off is undone.
/// </summary>
/// <remarks>One deletion after the other, over all processes: whoever has the lock finds at most one that was cut off, the last.</remarks>
/// <param name="disk">Where it is.</param>
/// <param name="folder">Its folder; made at the first line.</param>
/// <param name="time">The clock.</param>
internal sealed class FreedJournal(ISourceDisk disk, string folder, TimeProvider time)
{
    /// <summary>How much of its end is read: many times what one deletion writes.</summary>
    private const int TailSize = 256 * 1024;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private readonly LockFolder _locks = new(disk, Path.Combine(folder, "locks"), ".lock", time);

    /// <summary>The journal's file: JSON lines.</summary>
    public string FilePath => Path.Combine(folder, "journal.jsonl");

    /// <summary>Waits until this process alone may delete.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public async Task<HeldLock> EnterAsync(CancellationToken cancellationToken)
    {
        disk.CreatePrivateFolder(folder);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_locks.TryTake("journal", LockHolder.ThisProcess, out _) is { } taken) return taken;
            await Task.Delay(LookAgain, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Adds a line; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Add(FreedLine line)
    {
        var isNew = false;
        if (disk.KindOf(FilePath) is null)
        {
            disk.Create(FilePath).Dispose();
            isNew = true;
        }

        using (var file = disk.OpenWrite(FilePath))
        {
            // In front, a line's end: where a line before was cut short, this one is whole all the same.
            file.Write([(byte)'\n', .. line.ToBytes()], file.Length);
            file.Flush();
        }

        if (isNew) disk.FlushFolder(folder);
    }

    /// <summary>The last lines, the newest last; a line that was cut short is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IReadOnlyList<FreedLine> Tail()
    {
        if (disk.KindOf(FilePath) is null) return [];
        using var file = disk.OpenRead(FilePath);
        var from = Math.Max(0, file.Length - TailSize);
        var bytes = new byte[file.Length - from];
        var lines = new List<FreedLine>();
        var rest = bytes.AsSpan(0, file.ReadUpTo(bytes, from));
        while (rest.Length > 0)
        {
            var end = rest.IndexOf((byte)'\n');
            if (FreedLine.TryRead(end < 0 ? rest : rest[..end]) is { } line) lines.Add(line);
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return lines;
    }
}
