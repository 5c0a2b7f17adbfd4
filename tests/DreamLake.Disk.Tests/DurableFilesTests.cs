using System.Text;
using DreamLake.Engine.Tests.Disks;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.Disk.Tests;

public sealed class DurableFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-durable-").FullName;
    private readonly BrittleDisk _disk = new();
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.FromMilliseconds(100) };

    private string Document => Path.Combine(_folder, "a.json");

    private DurableFiles Files => new(_disk, _time);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_bytes_are_on_the_disk_before_the_name_and_the_name_before_it_returns()
    {
        var calls = new List<string>();
        _disk.OnCall = calls.Add;
        _disk.OnMove = path => calls.Add("move " + path);
        Replace("one");
        Assert.Equal([$"flush {Document}.tmp", $"move {Document}", $"flush {_folder}"], calls);
        Assert.Equal("one", File.ReadAllText(Document));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Document));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_document_and_nothing_else()
    {
        Replace("one");
        _disk.OnWrite = (_, _) => 1;
        Assert.True(DiskErrors.IsFull(Assert.Throws<IOException>(() => Replace("two"))));
        Assert.Equal("one", File.ReadAllText(Document));
        Assert.Equal([Document], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_document_that_a_scanner_holds_for_a_moment_is_written_all_the_same()
    {
        var tries = 0;
        _disk.OnMove = _ =>
        {
            if (++tries < 5) throw Held();
        };
        Replace("one");
        Assert.Equal((5, "one"), (tries, File.ReadAllText(Document)));
    }

    [Fact]
    public void One_that_is_held_for_longer_than_a_second_is_an_error_that_tells_why()
    {
        var began = _time.GetUtcNow();
        _disk.OnMove = _ => throw Held();
        Assert.True(DiskErrors.IsHeldByAnother(Assert.Throws<IOException>(() => Replace("one"))));
        Assert.InRange(_time.GetUtcNow() - began, DurableFiles.HeldPatience, 2 * DurableFiles.HeldPatience);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Another_error_of_the_rename_is_told_at_once()
    {
        var tries = 0;
        _disk.OnMove = _ =>
        {
            tries++;
            throw new IOException("Read-only file system", 30);
        };
        Assert.Throws<IOException>(() => Replace("one"));
        Assert.Equal(1, tries);
    }

    [Fact]
    public void A_new_folder_is_made_known_to_each_above_it()
    {
        var calls = new List<string>();
        _disk.OnCall = calls.Add;
        Files.CreateFolder(Path.Combine(_folder, "a", "b"));
        Assert.Equal([$"flush {_folder}", $"flush {Path.Combine(_folder, "a")}"], calls);
        Assert.True(Directory.Exists(Path.Combine(_folder, "a", "b")));
    }

    private void Replace(string text) => Files.Replace(Document, Document + ".tmp", stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    // ERROR_SHARING_VIOLATION.
    private static IOException Held() =>
        new("The process cannot access the file because it is being used by another process.", unchecked((int)0x80070020));
}
