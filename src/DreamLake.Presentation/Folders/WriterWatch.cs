using DreamLake.Disk;

namespace DreamLake.Presentation.Folders;

/// <summary>Whether a file may be taken, or is still being written.</summary>
public enum WriterState
{
    /// <summary>Nobody has it open for writing, as far as the system tells, or it was last written long enough ago.</summary>
    Settled,

    /// <summary>The system does not tell who has it open, and it was written a moment ago.</summary>
    Unsure,

    /// <summary>A process has it open for writing.</summary>
    Open,
}

/// <summary>Looks whether files are being written: half a recording is no recording.</summary>
/// <param name="disk">Where the files are.</param>
/// <param name="time">The clock.</param>
/// <remarks>
/// Linux and Windows tell whether a process has a file open for writing. Where a system does not (macOS, most network file systems, files
/// of another user on Linux), a file counts as written until its last write is ten seconds ago.
/// </remarks>
public sealed class WriterWatch(IDisk disk, TimeProvider time)
{
    /// <summary>How long a file has not been written before it counts as whole, where the system tells nothing better.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a process has a file open for writing; null where the system does not tell. Default: <see cref="FileWriters"/>.
    /// </summary>
    public Func<string, bool?> HasWriter { get; init; } = FileWriters.HasAny;

    /// <summary>Looks at a file.</summary>
    /// <exception cref="IOException">It is not there, or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public WriterState Look(string path) => HasWriter(path) switch
    {
        true => WriterState.Open,
        false => WriterState.Settled,
        null => IsFresh(disk.Status(path).LastWrite) ? WriterState.Unsure : WriterState.Settled,
    };

    // One from the future was given its time by a program or another clock: that tells nothing of now.
    private bool IsFresh(DateTimeOffset lastWrite) => (time.GetUtcNow() - lastWrite) is var age && age < Quiet && age > -Quiet;
}
