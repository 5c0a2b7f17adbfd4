namespace DreamLake.Disk;

/// <summary>
/// Everything that is asked of a file system: the one place where files are looked at, read, written, renamed, removed and locked.
/// </summary>
/// <remarks>
/// <see cref="LocalDisk"/> is the machine's own. Another one stands in for it where a test wants a disk that fails, or that loses what
/// was not flushed. Paths are those of the operating system; all calls may be made from any thread.
/// </remarks>
public interface IDisk
{
    /// <summary>Looks at what a path leads to; of a link, at what it links to.</summary>
    /// <exception cref="FileNotFoundException">There is nothing there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be looked at.</exception>
    /// <exception cref="IOException">It cannot be looked at for another reason.</exception>
    FileStatus Status(string path);

    /// <summary>The kind of what a path leads to, null where there is nothing: the cheapest question that there is.</summary>
    /// <exception cref="UnauthorizedAccessException">It may not be looked at.</exception>
    FileKind? KindOf(string path);

    /// <summary>When a file or folder was made, or the nearest to it that the file system keeps. UTC.</summary>
    /// <exception cref="IOException">It is not there.</exception>
    DateTimeOffset CreatedAt(string path);

    /// <summary>Opens a file for reading, while others may write, rename or remove it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isSequential">Whether it is read once, from its first byte to its last.</param>
    /// <exception cref="IOException">It is not there, or cannot be opened.</exception>
    IDiskFile OpenRead(string path, bool isSequential = false);

    /// <summary>Opens a file that is there for writing in place.</summary>
    /// <exception cref="IOException">It is not there, or cannot be opened.</exception>
    IDiskFile OpenWrite(string path);

    /// <summary>Makes a new file that its owner alone may read.</summary>
    /// <exception cref="IOException">There is one already, or it cannot be made.</exception>
    IDiskFile Create(string path);

    /// <summary>Makes a new file for other programs to read as well, with all its room on the disk, and opens it to write.</summary>
    /// <param name="path">Where.</param>
    /// <param name="size">Bytes that it will have; its length from now on.</param>
    /// <exception cref="IOException">There is one already, there is no room for it, or it cannot be made.</exception>
    IDiskFile CreateSized(string path, long size);

    /// <summary>Sets when a file was last written.</summary>
    /// <exception cref="IOException">It cannot be set.</exception>
    void SetLastWrite(string path, DateTimeOffset at);

    /// <summary>Gives a file a name that is free.</summary>
    /// <exception cref="IOException">Something has it, or the file cannot be renamed; both are as they were.</exception>
    void MoveToFree(string path, string newPath);

    /// <summary>Gives a file or a folder another name; a file that had the name is replaced in the same moment.</summary>
    /// <exception cref="IOException">It cannot be renamed; both are as they were.</exception>
    void Move(string path, string newPath);

    /// <summary>Removes a file; one that is not there is no error.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    void Delete(string path);

    /// <summary>Gives the bytes of a file a second name; they go with the last of their names.</summary>
    /// <returns>False where that cannot be: no hard links, too many of them, a name that is taken, or another disk.</returns>
    bool TryLink(string path, string newPath);

    /// <summary>The full paths of the files in a folder whose names end as given, in no order.</summary>
    /// <exception cref="IOException">The folder is not there, or cannot be read.</exception>
    IEnumerable<string> ListFiles(string folder, string suffix);

    /// <summary>The full paths of the folders in a folder, in no order.</summary>
    /// <exception cref="IOException">The folder is not there, or cannot be read.</exception>
    IEnumerable<string> ListFolders(string folder);

    /// <summary>Makes a folder and those above it that are missing. One that is there is no error.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    void CreateFolder(string path);

    /// <summary>Makes a folder that its owner alone may enter, and takes others' rights from one that is there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    void CreatePrivateFolder(string path);

    /// <summary>Removes a folder and all that is in it; one that is not there is no error.</summary>
    /// <exception cref="IOException">It cannot be removed, or not wholly.</exception>
    void DeleteFolder(string path);

    /// <summary>Removes a folder that holds nothing.</summary>
    /// <returns>False where it holds something, or is not there.</returns>
    bool TryDeleteEmptyFolder(string path);

    /// <summary>Has the names in a folder on the disk: those of files made, renamed and removed before.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    void FlushFolder(string path);

    /// <summary>Locks a file, which is made where there is none, until the lock is disposed or the process ends, however it ends.</summary>
    /// <returns>The lock; null where another holds it, in this process or in any other.</returns>
    /// <exception cref="IOException">It cannot be locked at all: a read-only disk, or one that knows no locks.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    IDiskLock? TryLock(string path);

    /// <summary>What the holder of a lock wrote into it; empty where nobody did.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    string ReadLock(string path);
}

/// <summary>An open file.</summary>
public interface IDiskFile : IDisposable
{
    /// <summary>Bytes of the file at this moment.</summary>
    long Length { get; }

    /// <summary>Reads from an offset; answers how many bytes, 0 at the end.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all the bytes from an offset on.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Has all that was written on the disk itself, where a power cut finds it.</summary>
    void Flush();
}

/// <summary>A lock that this process holds.</summary>
public interface IDiskLock : IDisposable
{
    /// <summary>Writes into the locked file who holds it, for others to read.</summary>
    void Write(string holder);
}
