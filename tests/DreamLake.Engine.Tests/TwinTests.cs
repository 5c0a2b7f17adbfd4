using DreamLake.Engine.Stages;
using DreamLake.Engine.Steps;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>Two files of one run with the same content and the same target: one upload, but each is judged by its own file.</summary>
public sealed class TwinTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_twin_does_not_inherit_the_failure_of_another_file()
    {
        await using var scene = await Scene.StartAsync();
        var first = scene.File("one/a.mp4", 100);
        var second = scene.File("two/a.mp4", 100);
        using var uploader = new LakeUploader(scene.Connection, scene.Options);
        // The second is read while the first is on its way, which waits for that.
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Method != "PUT" || scene.Lake.PutCount > 1) return false;
            while (uploader.Snapshot().Files.Count(file => file.BytesHashed == 100) < 2) await Task.Yield();
            await File.AppendAllTextAsync(first, "more", Cancellation);
            return false;
        };

        var results = await uploader.UploadAsync(Requests(first, second), Cancellation).ToListAsync(Cancellation);

        Assert.Equal((UploadOutcome.Failed, UploadError.FileChanged), (Of(first).Outcome, Of(first).Error!.Error));
        Assert.Equal(UploadOutcome.Stored, Of(second).Outcome);
        Assert.Equal(File.ReadAllBytes(second), await scene.StoredBytesAsync(Of(second)));

        UploadResult Of(string path) => results.Single(result => result.Request.Path == path);

        async IAsyncEnumerable<UploadRequest> Requests(params string[] paths)
        {
            yield return Scene.Request(paths[0]);
            // Begun only when the other is on its way, so that it is the twin.
            while (scene.Lake.PutCount == 0) await Task.Yield();
            yield return Scene.Request(paths[1]);
        }
    }

    [Fact]
    public async Task A_twin_that_changed_while_it_waited_says_so()
    {
        await using var scene = await Scene.StartAsync();
        var first = scene.File("one/a.mp4", 100);
        var second = scene.File("two/a.mp4", 100);
        using var uploader = new LakeUploader(scene.Connection, scene.Options);
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Method != "PUT") return false;
            while (uploader.Snapshot().Files.Count(file => file.BytesHashed == 100) < 2) await Task.Yield();
            await File.AppendAllTextAsync(second, "more", Cancellation);
            return false;
        };

        var results = await uploader.UploadAsync(Requests(), Cancellation).ToListAsync(Cancellation);

        Assert.Equal(UploadOutcome.Stored, results.Single(result => result.Request.Path == first).Outcome);
        Assert.Equal(UploadError.FileChanged, results.Single(result => result.Request.Path == second).Error!.Error);

        async IAsyncEnumerable<UploadRequest> Requests()
        {
            yield return Scene.Request(first);
            while (scene.Lake.PutCount == 0) await Task.Yield();
            yield return Scene.Request(second);
        }
    }

    [Fact]
    public async Task A_second_run_does_not_answer_from_the_first()
    {
        await using var scene = await FakeScene.StartAsync();
        using var uploader = new LakeUploader(scene.Connection, scene.Options);
        var requests = new[] { Scene.Request(scene.File("a.mp4", 100)) };
        await uploader.UploadAsync(requests.ToAsyncEnumerable(), Cancellation).ToListAsync(Cancellation);
        scene.Lake.Objects.Clear();

        var second = Assert.Single(await uploader.UploadAsync(requests.ToAsyncEnumerable(), Cancellation).ToListAsync(Cancellation));

        Assert.Equal((UploadOutcome.Stored, 1, 2), (second.Outcome, second.PartsSent, scene.Lake.PutCount));
        Assert.Single(scene.Lake.Objects);
    }

    [Fact]
    public async Task A_long_run_keeps_the_last_few_alone()
    {
        var twins = new TwinUploads();
        var stored = new StoredKeys();
        for (var i = 0; i < 5000; i++)
        {
            var outcome = i % 2 == 0 ? UploadOutcome.Stored : UploadOutcome.Failed;
            await twins.UploadOnceAsync($"{i}", () =>
                Task.FromResult(new UploadResult { Request = Scene.Request("a"), Outcome = outcome }), Cancellation);
            stored.Add($"{i}", "a");
        }

        Assert.InRange(twins.Count, 1, 1024);
        Assert.False(stored.Contains("3000", "a"));
        Assert.True(stored.Contains("4999", "a"));
    }
}
