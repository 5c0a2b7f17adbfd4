using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests.State;

/// <summary>A state that a later DreamLake wrote is left alone, to the byte, and named.</summary>
public sealed class NewerStateTests
{
    [Theory]
    [InlineData("""{"uploadId":"u","key":"alice/robotics/staging/HASH","totalParts":1,"version":2,"completedParts":[]}""")]
    [InlineData("""{"version":2,"content":{"parts":[]}}""")]
    [InlineData("""{"uploadId":"u","key":"k","totalParts":1,"version":1e300}""")]
    [InlineData("""{"uploadId":"u","key":"k","totalParts":1,"version":1.5}""")]
    [InlineData("{\n  \"uploadId\": \"u\",\n  \"key\": \"k\",\n  \"version\": 17,\n  \"cut\": \"sho")]
    public async Task It_is_neither_rewritten_nor_set_aside(string text)
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 100);
        var hash = (await scene.UploadAsync(path)).Hash!;
        var state = Path.Combine(scene.States, hash + ".json");
        text = text.Replace("HASH", hash, StringComparison.Ordinal);
        await File.WriteAllTextAsync(state, text, TestContext.Current.CancellationToken);
        scene.Lake.Requests.Clear();

        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Failed, UploadError.StateNewer), (result.Outcome, result.Error!.Error));
        Assert.Contains(state, result.Error.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Lake.Requests);
        Assert.Equal(text, await File.ReadAllTextAsync(state, TestContext.Current.CancellationToken));
        Assert.Equal([hash + ".json"], scene.StateFiles());
    }

    [Theory]
    [InlineData("""{"uploadId":"u","key":"alice/robotics/staging/HASH","totalParts":1,"theirs":{"version":7},"completedParts":[]}""")]
    [InlineData("""{"uploadId":"u","key":"alice/robotics/staging/HASH","totalParts":1,"version":"7.1","completedParts":[]}""")]
    [InlineData("""{"uploadId":"u","key":"alice/robotics/staging/HASH","totalParts":1,"version":0,"completedParts":[]}""")]
    public async Task Another_clients_word_of_that_name_is_no_version_of_ours(string text)
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 100);
        var hash = (await scene.UploadAsync(path)).Hash!;
        await File.WriteAllTextAsync(Path.Combine(scene.States, hash + ".json"), text.Replace("HASH", hash, StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(path)).Outcome);
        Assert.Empty(scene.StateFiles());
    }
}
