namespace DreamLake.Disk;

/// <summary>
/// What is asked of a file system before a person's own file is removed, beyond what all other work needs: that it is the very file that
/// was looked at, that nobody writes it, and that no other file is hit.
/// </summary>
public interface ISourceDisk : IDisk
{
    /// <summary>Looks at a name itself: of a link, at the link.</summary>
    /// <exception cref="FileNotFoundException">There is nothing there.</exception>
    /// <exception cref="PlatformNotSupportedException">The system does not tell enough.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be looked at.</exception>
    /// <exception cref="IOException">It cannot be looked at for another reason.</exception>
    NameStatus StatusOfName(string path);

    /// <summary>Opens a file to hold it: to read it, and to see until it is let go of what becomes of it, under whatever name.</summary>
    /// <exception cref="PlatformNotSupportedException">The system does not tell enough.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    /// <exception cref="IOException">It is a link, or cannot be opened.</exception>
    IHeldFile Hold(string path);

    /// <summary>Gives whatever stands under a name another one in the same folder, which nobody else uses.</summary>
    /// <exception cref="UnauthorizedAccessException">This user may not rename it.</exception>
    /// <exception cref="IOException">It cannot be renamed; all is as it was.</exception>
    void MoveAside(string path, string asidePath);

    /// <summary>Gives back the name that <see cref="MoveAside"/> took, where it is free.</summary>
    /// <returns>False where something has it by now: both are as they were.</returns>
    /// <exception cref="IOException">It cannot be renamed; all is as it was.</exception>
    bool TryPutBack(string asidePath, string path);
}

/// <summary>A file that is held open, whatever becomes of its name.</summary>
public interface IHeldFile : IDiskFile
{
    /// <summary>What it is now, by the handle.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    NameStatus Status();

    /// <summary>
    /// Whether any process has it open for writing, or has tried to open it since this was first asked; null where the system does not
    /// tell.
    /// </summary>
    /// <remarks>
    /// From the first answer "no" on, whoever opens it for writing waits until the file is let go of, or is refused; and the next answer
    /// tells of it.
    /// </remarks>
    bool? HasWriters();
}

/// <summary>What a name, or an open file, is.</summary>
/// <param name="Status">Kind, size, times and id; of a link, the link's own.</param>
/// <param name="Names">How many names its bytes have; 0 once the last is gone.</param>
/// <param name="IsLink">Whether it is a link to something else.</param>
public readonly record struct NameStatus(FileStatus Status, long Names, bool IsLink);
