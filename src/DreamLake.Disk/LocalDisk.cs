namespace DreamLake.Disk;

/// <summary>The machine's own file systems.</summary>
public sealed class LocalDisk : ISourceDisk
{
    private const FileShare Everything = FileShare.ReadWrite | FileShare.Delete;
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    /// <inheritdoc/>
    public FileStatus Status(string path) =>
        OperatingSystem.IsLinux() ? LinuxStatus.Of(path)
        : OperatingSystem.IsMacOS() ? MacStatus.Of(path)
        : OperatingSystem.IsWindows() ? WindowsStatus.Of(path)
        : PortableStatus.Of(path);

    /// <inheritdoc/>
    public FileKind? KindOf(string path) => File.Exists(path) ? FileKind.File : Directory.Exists(path) ? FileKind.Folder : null;

    /// <inheritdoc/>
    public DateTimeOffset CreatedAt(string path) =>
        KindOf(path) is null
            ? throw new FileNotFoundException($"There is no file '{path}'.", path)
            : new DateTimeOffset(File.GetCreationTimeUtc(path), TimeSpan.Zero);

    /// <inheritdoc/>
    public IDiskFile OpenRead(string path, bool isSequential = false) =>
        Open(path, FileAccess.Read, isSequential ? FileOptions.SequentialScan : FileOptions.None);

    /// <inheritdoc/>
    public IDiskFile OpenWrite(string path) => Open(path, FileAccess.Write, FileOptions.None);

    /// <inheritdoc/>
    public IDiskFile Create(string path)
    {
        var options =
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnersFile;
        // A stream, because .NET makes nothing else with rights of our choosing.
        var stream = new FileStream(path, options);
        return new LocalFile(stream.SafeFileHandle, stream);
    }

    /// <inheritdoc/>
    public IDiskFile CreateSized(string path, long size)
    {
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, FileOptions.None, size);
        try
        {
            RandomAccess.SetLength(handle, size);
            return new LocalFile(handle, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void SetLastWrite(string path, DateTimeOffset at) => File.SetLastWriteTimeUtc(path, at.UtcDateTime);

    /// <inheritdoc/>
    public void MoveToFree(string path, string newPath) => File.Move(path, newPath, overwrite: false);

    /// <inheritdoc/>
    public void Move(string path, string newPath)
    {
        try
        {
            File.Move(path, newPath, overwrite: true);
        }
        catch (FileNotFoundException) when (Directory.Exists(path))
        {
            Directory.Move(path, newPath);
        }
    }

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <inheritdoc/>
    public bool TryLink(string path, string newPath) => HardLink.TryCreate(path, newPath);

    /// <inheritdoc/>
    public IEnumerable<string> ListFolders(string folder) => Directory.EnumerateDirectories(folder);

    /// <inheritdoc/>
    public IEnumerable<string> ListFiles(string folder, string suffix) => Directory.EnumerateFiles(folder, "*" + suffix);

    /// <inheritdoc/>
    public void CreateFolder(string path) => Directory.CreateDirectory(path);

    /// <inheritdoc/>
    public void CreatePrivateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnersFolder);
        if (File.GetUnixFileMode(path) is var mode && (mode & ~OwnersFolder) != 0) File.SetUnixFileMode(path, mode & OwnersFolder);
    }

    /// <inheritdoc/>
    public void DeleteFolder(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // That was asked for.
        }
    }

    /// <inheritdoc/>
    public bool TryDeleteEmptyFolder(string path)
    {
        try
        {
            Directory.Delete(path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void FlushFolder(string path)
    {
        // Windows writes names through a journal of its own, and has no such call.
        if (!OperatingSystem.IsWindows()) UnixFolder.Flush(path);
    }

    /// <inheritdoc/>
    public IDiskLock? TryLock(string path) => OperatingSystem.IsWindows() ? WindowsLock.TryTake(path) : UnixLock.TryTake(path);

    /// <inheritdoc/>
    public string ReadLock(string path) => OperatingSystem.IsWindows() ? WindowsLock.Read(path) : UnixLock.Read(path);

    /// <inheritdoc/>
    public NameStatus StatusOfName(string path) =>
        OperatingSystem.IsLinux() ? LinuxNames.Of(path)
        : OperatingSystem.IsMacOS() ? MacNames.Of(path)
        : OperatingSystem.IsWindows() ? WindowsNames.Of(path)
        : throw new PlatformNotSupportedException();

    /// <inheritdoc/>
    public IHeldFile Hold(string path) =>
        OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() ? UnixHeldFile.Open(path)
        : OperatingSystem.IsWindows() ? WindowsHeldFile.Open(path)
        : throw new PlatformNotSupportedException();

    /// <inheritdoc/>
    public void MoveAside(string path, string asidePath)
    {
        if (OperatingSystem.IsWindows()) File.Move(path, asidePath, overwrite: false);
        else UnixRename.ToUnused(path, asidePath);
    }

    /// <inheritdoc/>
    public bool TryPutBack(string asidePath, string path) =>
        OperatingSystem.IsWindows() ? WindowsNames.TryMoveToFree(asidePath, path) : UnixRename.TryToFree(asidePath, path);

    private static LocalFile Open(string path, FileAccess access, FileOptions options)
    {
        var handle = File.OpenHandle(path, FileMode.Open, access, Everything, options);
        return new LocalFile(handle, handle);
    }
}
