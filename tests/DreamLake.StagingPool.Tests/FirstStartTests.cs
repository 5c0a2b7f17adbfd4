using DreamLake.Disk;
using DreamLake.StagingPool.Storage;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>What a first start makes is on the disk before anything is stored in it.</summary>
public sealed class FirstStartTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("dreamlake-pool-").FullName;

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void The_name_of_the_pools_own_folder_is_on_the_disk_before_the_pool_keeps_anything()
    {
        var disk = new WatchedDisk();
        var root = Path.Combine(_parent, "pool");
        var folder = new PoolFolder(root, new PoolFiles(disk, TimeProvider.System), TimeProvider.System);

        using var process = new ProcessFolder(folder);

        Assert.Equal([$"make {root}", $"flush {_parent}"], disk.Calls.Take(2));
    }

    /// <summary>The machine's own disk, which writes down how folders are made and flushed.</summary>
    private sealed class WatchedDisk : IDisk
    {
        private readonly LocalDisk _disk = new();

        public List<string> Calls { get; } = [];

        public void CreateFolder(string path)
        {
            Calls.Add($"make {path}");
            _disk.CreateFolder(path);
        }

        public void CreatePrivateFolder(string path)
        {
            Calls.Add($"make {path}");
            _disk.CreatePrivateFolder(path);
        }

        public void FlushFolder(string path)
        {
            Calls.Add($"flush {path}");
            _disk.FlushFolder(path);
        }

        public FileStatus Status(string path) => _disk.Status(path);

        public FileKind? KindOf(string path) => _disk.KindOf(path);

        public DateTimeOffset CreatedAt(string path) => _disk.CreatedAt(path);

        public IDiskFile OpenRead(string path, bool isSequential = false) => _disk.OpenRead(path, isSequential);

        public IDiskFile OpenWrite(string path) => _disk.OpenWrite(path);

        public IDiskFile Create(string path) => _disk.Create(path);

        public IDiskFile CreateSized(string path, long size) => _disk.CreateSized(path, size);

        public void SetLastWrite(string path, DateTimeOffset at) => _disk.SetLastWrite(path, at);

        public void MoveToFree(string path, string newPath) => _disk.MoveToFree(path, newPath);

        public void Move(string path, string newPath) => _disk.Move(path, newPath);

        public void Delete(string path) => _disk.Delete(path);

        public bool TryLink(string path, string newPath) => _disk.TryLink(path, newPath);

        public IEnumerable<string> ListFiles(string folder, string suffix) => _disk.ListFiles(folder, suffix);

        public IEnumerable<string> ListFolders(string folder) => _disk.ListFolders(folder);

        public void DeleteFolder(string path) => _disk.DeleteFolder(path);

        public bool TryDeleteEmptyFolder(string path) => _disk.TryDeleteEmptyFolder(path);

        public IDiskLock? TryLock(string path) => _disk.TryLock(path);

        public string ReadLock(string path) => _disk.ReadLock(path);
    }
}
