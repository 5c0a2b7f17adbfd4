using Xunit;

namespace DreamLake.Disk.Tests;

/// <summary>How many files this process may still open.</summary>
public sealed class OpenFilesTests
{
    [Fact]
    public void Each_file_that_is_opened_leaves_one_less()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows sets no such bound.");
        var before = OpenFiles.Left();
        Assert.NotNull(before);
        var opened = Enumerable.Range(0, 64).Select(_ => File.OpenHandle(Environment.ProcessPath!)).ToList();
        var between = OpenFiles.Left();
        opened.ForEach(file => file.Dispose());
        // Others of this process open and close files meanwhile.
        Assert.InRange(before.Value - between!.Value, 32, 96);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(23)]
    [InlineData(unchecked((int)0x80070004))]
    public void Having_as_many_open_as_may_be_is_told_by_its_code(int code) =>
        Assert.True(DiskErrors.IsOutOfFiles(new IOException("of the test", code)));
}
