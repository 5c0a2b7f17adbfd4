using DreamLake.Disk;
using DreamLake.Engine.State;
using DreamLake.Engine.Tests.Disks;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>
/// How often the file is looked at: for its slot, to know it by what was hashed, before and after the hash, before each part, before
/// complete (docs/resume.md).
/// </summary>
public sealed class LooksAtTheFileTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData((20 * Scene.MiB) + 1, 3)]
    public async Task As_often_as_a_rule_needs_it(int size, int parts)
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", size);
        var looks = 0;
        var disk = new BrittleDisk { OnStatus = (at, status) => Count(at, status) };
        using var uploader = new LakeUploader(scene.Connection, scene.Options, TimeProvider.System, new StateStore(scene.States, disk));

        var result = Assert.Single(await uploader.UploadAsync(new[] { Scene.Request(path) }.ToAsyncEnumerable(),
            TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));

        Assert.Equal((UploadOutcome.Stored, parts), (result.Outcome, result.Parts));
        Assert.Equal(1 + 1 + 2 + parts + 1, looks);

        FileStatus Count(string at, FileStatus status)
        {
            if (at == path) Interlocked.Increment(ref looks);
            return status;
        }
    }
}
