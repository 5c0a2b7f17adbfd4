using System.Diagnostics;
using Xunit;

namespace DreamLake.Disk.Tests;

/// <summary>What is asked of a disk before a file is removed: by handle and by name, on the file systems that are here.</summary>
public sealed class SourceDiskTests
{
    private readonly LocalDisk _disk = new();

    public static TheoryData<string> FileSystems => [.. new[] { Path.GetTempPath(), "/dev/shm" }.Where(Directory.Exists)];

    [Theory]
    [MemberData(nameof(FileSystems))]
    public void A_held_file_is_known_under_any_name_and_once_it_has_none(string under)
    {
        using var folder = new Folder(under);
        var path = folder.File("a");
        using var held = _disk.Hold(path);
        var first = held.Status();
        Assert.Equal(first, _disk.StatusOfName(path));
        Assert.Equal((FileKind.File, 3L, 1L, false), (first.Status.Kind, first.Status.Size, first.Names, first.IsLink));

        _disk.MoveAside(path, path + ".aside");
        Assert.Equal(held.Status(), _disk.StatusOfName(path + ".aside"));
        Assert.Equal(first.Status.Id, held.Status().Status.Id);
        _disk.Delete(path + ".aside");
        Assert.Equal(0, held.Status().Names);
        var buffer = new byte[3];
        Assert.Equal((3, "abc"), (held.Read(buffer, 0), System.Text.Encoding.ASCII.GetString(buffer)));
    }

    [Theory]
    [MemberData(nameof(FileSystems))]
    public void What_is_put_back_replaces_nothing(string under)
    {
        using var folder = new Folder(under);
        var path = folder.File("a");
        _disk.MoveAside(path, path + ".aside");
        File.WriteAllText(path, "other");

        Assert.False(_disk.TryPutBack(path + ".aside", path));
        Assert.Equal(("other", "abc"), (File.ReadAllText(path), File.ReadAllText(path + ".aside")));
        File.Delete(path);
        Assert.True(_disk.TryPutBack(path + ".aside", path));
        Assert.Equal("abc", File.ReadAllText(path));
    }

    [Theory]
    [MemberData(nameof(FileSystems))]
    public void A_writer_is_told_before_and_after(string under)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Leases are Linux's.");
        using var folder = new Folder(under);
        var path = folder.File("a");
        using (new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            using var refused = _disk.Hold(path);
            Assert.True(refused.HasWriters());
        }

        using var held = _disk.Hold(path);
        Assert.False(held.HasWriters());
        using var reader = File.OpenRead(path);
        Assert.False(held.HasWriters());
        // In a process of its own: it waits in the kernel until the file is let go of.
        using var writer = Process.Start(new ProcessStartInfo("sh", ["-c", "exec 9<>\"$0\"; printf xyz >&9", path]))!;
        var until = Stopwatch.StartNew();
        while (held.HasWriters() == false && until.Elapsed < TimeSpan.FromSeconds(20)) Thread.Yield();
        Assert.True(held.HasWriters());
        held.Dispose();
        writer.WaitForExit();
        Assert.Equal("xyz", File.ReadAllText(path));
    }

    [Theory]
    [MemberData(nameof(FileSystems))]
    public void Links_are_told_and_not_held(string under)
    {
        using var folder = new Folder(under);
        var path = folder.File("a");
        File.CreateSymbolicLink(path + ".link", path);
        Assert.True(_disk.StatusOfName(path + ".link").IsLink);
        Assert.ThrowsAny<IOException>(() => _disk.Hold(path + ".link"));
        Assert.True(_disk.TryLink(path, path + ".second"));
        Assert.Equal(2, _disk.StatusOfName(path).Names);
    }

    [Fact]
    public void Where_writers_of_other_machines_may_be_nothing_is_told()
    {
        Assert.SkipUnless(File.Exists("/proc/version"), "There is no such file system here.");
        // procfs, like a network file system, is none of those whose every writer is a process of this machine with an open file.
        using var held = _disk.Hold("/proc/version");
        Assert.Null(held.HasWriters());
    }

    private sealed class Folder : IDisposable
    {
        private readonly string _path;

        public Folder(string under)
        {
            _path = Path.Combine(under, "dreamlake-source-" + Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(_path);
        }

        public string File(string name)
        {
            var path = Path.Combine(_path, name);
            System.IO.File.WriteAllText(path, "abc");
            return path;
        }

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
