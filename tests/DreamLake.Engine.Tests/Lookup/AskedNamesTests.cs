using DreamLake.Engine.Lookup;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;
using DreamLake.Protocol;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.Engine.Tests.Lookup;

public sealed class AskedNamesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly AskedNames _asked = new();

    [Fact]
    public void What_one_was_told_the_other_takes_once()
    {
        Keep(0, 2);
        Assert.NotNull(_asked.Take(Target(1), _clock));
        Assert.Null(_asked.Take(Target(1), _clock));
        Assert.NotNull(_asked.Take(Target(0), _clock));
    }

    [Fact]
    public void No_more_than_10_000_are_held_and_what_was_taken_makes_room()
    {
        Keep(0, 10_500);
        Assert.NotNull(_asked.Take(Target(9_999), _clock));
        Assert.Null(_asked.Take(Target(10_000), _clock));
        Keep(10_000, 2);
        Assert.NotNull(_asked.Take(Target(10_000), _clock));
        Assert.Null(_asked.Take(Target(10_001), _clock));
    }

    private void Keep(int first, int count)
    {
        UploadTarget[] targets = [.. Enumerable.Range(first, count).Select(Target)];
        IReadOnlyList<NameAnswer> answers = [.. targets.Select(_ => NameAnswer.Of(null))];
        _asked.Keep(targets, Task.FromResult(answers), _clock);
    }

    private static UploadTarget Target(int number) => new(
        new StateLake("lake", "http://bss.test", "http://server.test"), EpisodeAddress.Parse("alice@robotics:run-042"),
        AssetName.For("/camera", $"{number}.mp4"), AssetType.Video);
}
