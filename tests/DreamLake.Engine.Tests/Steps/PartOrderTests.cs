using System.Globalization;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests.Steps;

/// <summary>In which order parts are read a second time: as the page cache has them.</summary>
public sealed class PartOrderTests
{
    private const int PartSize = 64 * 1024;
    private const int Size = (20 * PartSize) + 1;

    [Theory]
    [InlineData(Size, true)]
    [InlineData(Size - 1, false)]
    public async Task Of_a_file_that_memory_does_not_hold_what_was_hashed_last_is_sent_first(long pageCache, bool isAscending)
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("run01.mp4", Size);

        var result = await scene.UploadAsync(path, Options(scene, pageCache));

        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        Assert.Equal(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), await scene.StoredBytesAsync(result));
        var ascending = Enumerable.Range(1, 21);
        Assert.Equal(isAscending ? ascending : ascending.Reverse(), Sent(scene));
    }

    [Fact]
    public async Task A_file_that_is_only_read_once_is_read_from_its_beginning()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("run01.mp4", Size);
        using var interrupt = new CancellationTokenSource();
        scene.Lake.Around = async (context, next) =>
        {
            await next();
            if (context.Request.Method == "PUT" && scene.Lake.PutCount == 5) await interrupt.CancelAsync();
        };
        Assert.Equal(UploadOutcome.Paused, (await scene.UploadAsync(path, Options(scene, 1), interrupt.Token)).Outcome);
        scene.Lake.Around = (_, next) => next();
        scene.Lake.Requests.Clear();

        // The first run hashed it: this one only sends.
        var result = await scene.UploadAsync(path, Options(scene, 1));

        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        Assert.Equal(Sent(scene).Order(), Sent(scene));
        Assert.InRange(Sent(scene).Count(), 15, 17);
    }

    private static UploadOptions Options(FakeScene scene, long pageCache) =>
        scene.Options with { PartSize = PartSize, PartWorkers = 1, PageCache = pageCache };

    private static IEnumerable<int> Sent(FakeScene scene) => scene.Lake.Requests.Where(request => request.Method == "PUT")
        .Select(request => int.Parse(request.Path.Split('/')[^1], CultureInfo.InvariantCulture));
}
