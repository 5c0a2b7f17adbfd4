using DreamLake.Disk;
using DreamLake.Engine.State;
using Xunit;

namespace DreamLake.Engine.Tests.State;

public sealed class CompletedKeysTests : IDisposable
{
    private static readonly string A = "abcdef0123456789" + new string('a', 48);
    private static readonly string B = "abcdef0123456789" + new string('b', 48);
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-completed-").FullName;

    [Fact]
    public void Another_content_of_the_same_digits_is_told_under_the_same_key_of_the_same_lake_alone()
    {
        Assert.True(Open().TryAdd("lake", "key", A));
        Assert.True(Open().TryAdd("lake", "key", A));
        Assert.False(Open().TryAdd("lake", "key", B));
        Assert.True(Open().HoldsOther("lake", "key", B));
        Assert.False(Open().HoldsOther("lake", "key", A));
        Assert.False(Open().HoldsOther("other", "key", B));
        Assert.False(Open().HoldsOther("lake", "other", B));
        Assert.Single(File.ReadAllLines(Open().FileOf(A)));
    }

    [Fact]
    public void A_file_keeps_its_newest_lines_and_nothing_more()
    {
        var keys = Open();
        for (var number = 0; number < 2100; number++) keys.TryAdd("lake", "key", $"abc{number:x13}" + new string('a', 48));
        Assert.Equal(2048, File.ReadAllLines(keys.FileOf(A)).Length);
        Assert.True(keys.HoldsOther("lake", "key", $"abc{2099:x13}" + new string('b', 48)));
        Assert.False(keys.HoldsOther("lake", "key", $"abc{0:x13}" + new string('b', 48)));
    }

    [Fact]
    public void What_is_no_line_does_no_harm()
    {
        Open().TryAdd("lake", "key", A);
        File.AppendAllText(Open().FileOf(A), "torn");
        Assert.True(Open().HoldsOther("lake", "key", B));
        Assert.True(Open().TryAdd("lake", "another", B));
        Assert.True(Open().HoldsOther("lake", "another", A));
    }

    [Fact]
    public void Many_at_once_lose_no_line()
    {
        Parallel.For(0, 200, number => Assert.True(Open().TryAdd("lake", "key", $"abc{number:x13}" + new string('a', 48))));
        Assert.Equal(200, File.ReadAllLines(Open().FileOf(A)).Distinct().Count());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // As another process: nothing is shared but the files.
    private CompletedKeys Open() => new(new LocalDisk(), Path.Combine(_folder, "completed"), TimeProvider.System);
}
