using DreamLake.Disk;
using DreamLake.Presentation.Folders;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.Presentation.Tests;

public sealed class WriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-writer-").FullName;

    [Fact]
    public void A_file_that_is_open_for_writing_is_left_out_until_it_is_closed()
    {
        if (OperatingSystem.IsMacOS()) Assert.Skip("macOS does not tell.");
        var path = Recording("a.mp4");
        using (new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
            Assert.True(FileWriters.HasAny(path));
            Assert.Equal(LeftOutReason.BeingWritten, Assert.Single(new FolderWalk(new FolderRules()).Entries(_folder)).LeftOut!.Reason);
            Assert.True(Assert.Single(new FolderWalk(new FolderRules { WaitsForWriters = true }).Entries(_folder)).IsUnsettled);
        }

        Assert.False(FileWriters.HasAny(path));
        var entry = Assert.Single(new FolderWalk(new FolderRules()).Entries(_folder));
        Assert.Equal((null, false), (entry.LeftOut, entry.IsUnsettled));
    }

    [Fact]
    public void One_that_is_open_for_reading_is_taken()
    {
        using var reader = File.OpenRead(Recording("a.mp4"));
        Assert.NotEqual(true, FileWriters.HasAny(reader.Name));
    }

    [Fact]
    public void Where_nobody_tells_a_file_is_whole_once_it_was_left_alone_for_ten_seconds()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var path = Recording("a.mp4");
        File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        var files = new UnsettledFiles(new WriterWatch(new LocalDisk(), time) { HasWriter = _ => null }, waits: false);
        files.Add(new FolderEntry(path, "a.mp4", null) { IsUnsettled = true });
        Assert.Empty(files.Settle());
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(files.Settle());
        File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(files.Settle());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(Assert.Single(files.Settle()).LeftOut);
        Assert.True(files.IsEmpty);
    }

    [Fact]
    public void A_pipe_with_the_name_of_a_recording_is_a_failure_and_opened_by_nobody()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows keeps neither in folders.");
        Run($"mkfifo {_folder}/live.mp4");
        var left = Assert.Single(new FolderWalk(new FolderRules()).Entries(_folder)).LeftOut!;
        Assert.True(left.IsFailure);
        Assert.Contains("a pipe", left.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_no_UTF_8_is_a_failure_that_says_so()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Only Linux has such names.");
        Run($"touch \"$(printf '{_folder}/bad\\377.mp4')\"");
        var left = Assert.Single(new FolderWalk(new FolderRules()).Entries(_folder)).LeftOut!;
        Assert.True(left.IsFailure);
        Assert.Contains("not UTF-8", left.Detail, StringComparison.Ordinal);
        // Nor can .NET remove it.
        Run($"rm {_folder}/bad*");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Run(string command)
    {
        using var shell = System.Diagnostics.Process.Start("sh", ["-c", command]);
        shell.WaitForExit();
    }

    private string Recording(string name)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, name);
        return path;
    }
}
