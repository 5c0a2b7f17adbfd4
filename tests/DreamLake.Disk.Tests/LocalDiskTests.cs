using System.Diagnostics;
using Xunit;

namespace DreamLake.Disk.Tests;

public sealed class LocalDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-disk-").FullName;
    private readonly LocalDisk _disk = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_edit_whose_time_is_put_back_shows_in_the_change_time()
    {
        var path = Path.Combine(_folder, "a");
        File.WriteAllText(path, "one");
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var before = _disk.Status(path);
        UntilTheDisksClockTicks(before.Changed!.Value);
        File.WriteAllText(path, "two");
        File.SetLastWriteTimeUtc(path, before.LastWrite.UtcDateTime);
        var after = _disk.Status(path);
        Assert.Equal((before.Kind, before.Size, before.LastWrite, before.Id), (after.Kind, after.Size, after.LastWrite, after.Id));
        Assert.NotNull(before.Changed);
        Assert.NotEqual(before.Changed, after.Changed);
    }

    [Fact]
    public void The_kind_of_a_path_is_told_without_an_error_where_nothing_is()
    {
        var path = Path.Combine(_folder, "a");
        Assert.Null(_disk.KindOf(path));
        File.WriteAllText(path, "one");
        Assert.Equal(FileKind.File, _disk.KindOf(path));
        Assert.Equal(FileKind.Folder, _disk.KindOf(_folder));
        Assert.Throws<FileNotFoundException>(() => _disk.CreatedAt(path + "-missing"));
        Assert.Equal(File.GetCreationTimeUtc(path), _disk.CreatedAt(path).UtcDateTime);
    }

    [Fact]
    public void A_second_name_keeps_the_bytes_when_the_first_goes_and_takes_no_name_that_is_there()
    {
        var (path, link) = (Path.Combine(_folder, "a"), Path.Combine(_folder, "b"));
        File.WriteAllText(path, "one");
        Assert.True(_disk.TryLink(path, link));
        Assert.False(_disk.TryLink(path, link));
        _disk.Delete(path);
        Assert.Equal("one", File.ReadAllText(link));
        Assert.False(_disk.TryLink(path, Path.Combine(_folder, "c")));
    }

    [Fact]
    public void A_folder_goes_alone_only_where_it_is_empty_and_with_all_in_it_where_that_is_asked_for()
    {
        var folder = Path.Combine(_folder, "a");
        _disk.CreateFolder(Path.Combine(folder, "b"));
        File.WriteAllText(Path.Combine(folder, "b", "file"), "one");
        Assert.Equal([Path.Combine(folder, "b")], _disk.ListFolders(folder));
        Assert.False(_disk.TryDeleteEmptyFolder(folder));
        _disk.DeleteFolder(folder);
        _disk.DeleteFolder(folder);
        Assert.Null(_disk.KindOf(folder));
        Assert.False(_disk.TryDeleteEmptyFolder(folder));
        _disk.CreateFolder(folder);
        Assert.True(_disk.TryDeleteEmptyFolder(folder));
    }

    [Theory]
    [InlineData(910_000_000_000)]
    [InlineData(-70_000_000_000)]
    public void A_time_that_NET_cannot_hold_is_the_nearest_that_it_can(long seconds)
    {
        var folder = Directory.Exists("/dev/shm") ? "/dev/shm" : _folder;
        var path = Path.Combine(folder, "dreamlake-" + Guid.NewGuid());
        File.WriteAllText(path, "one");
        try
        {
            Assert.SkipUnless(Touch(path, seconds), "No file system here keeps such a time.");
            Assert.Equal(seconds > 0 ? DateTimeOffset.MaxValue : DateTimeOffset.MinValue, _disk.Status(path).LastWrite,
                TimeSpan.FromSeconds(1));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Where_a_kernel_has_no_statx_the_older_call_tells_the_same()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Only Linux has both.");
        var path = Path.Combine(_folder, "a");
        File.WriteAllText(path, "one");
        foreach (var what in new[] { path, _folder, "/dev/null" })
        {
            var newer = _disk.Status(what);
            var older = LinuxStatus.OfOlderCall(what)!.Value;
            Assert.Equal(newer with { Id = null }, older with { Id = null });
        }

        Assert.Throws<FileNotFoundException>(() => LinuxStatus.OfOlderCall(Path.Combine(_folder, "none")));
    }

    [Fact]
    public void Links_are_followed_and_pipes_are_no_files()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such pipes.");
        var path = Path.Combine(_folder, "a");
        File.WriteAllText(path, "one");
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), path);
        Assert.Equal(_disk.Status(path), _disk.Status(Path.Combine(_folder, "link")));
        Process.Start("mkfifo", Path.Combine(_folder, "pipe")).WaitForExit();
        Assert.Equal(FileKind.Other, _disk.Status(Path.Combine(_folder, "pipe")).Kind);
        Assert.Equal(FileKind.Folder, _disk.Status(_folder).Kind);
        Assert.Throws<FileNotFoundException>(() => _disk.Status(Path.Combine(_folder, "none")));
    }

    // The system tells times in steps of some milliseconds: the edit is to fall into another one.
    private void UntilTheDisksClockTicks(DateTimeOffset since)
    {
        var other = Path.Combine(_folder, "clock");
        do File.WriteAllText(other, "");
        while (_disk.Status(other).Changed <= since);
    }

    private static bool Touch(string path, long seconds)
    {
        try
        {
            using var touch = Process.Start(new ProcessStartInfo("touch", ["-d", $"@{seconds}", path]) { RedirectStandardError = true })!;
            touch.WaitForExit();
            using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%Y", path]) { RedirectStandardOutput = true })!;
            return touch.ExitCode == 0 && stat.StandardOutput.ReadToEnd().Trim() == $"{seconds}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
