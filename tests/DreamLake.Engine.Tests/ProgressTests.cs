using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>What a face samples while files come and go.</summary>
public sealed class ProgressTests
{
    [Fact]
    public async Task Bytes_sent_and_files_done_never_go_backwards()
    {
        await using var scene = await FakeScene.StartAsync();
        var files = Enumerable.Range(0, 200).Select(i => scene.File($"{i}.mp4", 20_000 + i)).ToArray();
        using var uploader = new LakeUploader(scene.Connection, scene.Options);
        using var over = new CancellationTokenSource();
        var sampling = Enumerable.Range(0, 2).Select(_ => Task.Run(() => Sample(uploader, over.Token))).ToArray();

        await uploader.UploadAsync(files.Select(file => Scene.Request(file)).ToAsyncEnumerable(), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        await over.CancelAsync();

        Assert.Empty((await Task.WhenAll(sampling)).SelectMany(steps => steps));
        var end = uploader.Snapshot();
        Assert.Equal((200, files.Sum(file => new FileInfo(file).Length), 0), (end.FilesDone, end.BytesSent, end.Files.Count));
    }

    private static List<string> Sample(LakeUploader uploader, CancellationToken over)
    {
        var backwards = new List<string>();
        var last = uploader.Snapshot();
        while (!over.IsCancellationRequested)
        {
            var now = uploader.Snapshot();
            if (now.BytesSent < last.BytesSent || now.FilesDone < last.FilesDone)
            {
                backwards.Add($"{last.BytesSent} → {now.BytesSent}, {last.FilesDone} → {now.FilesDone}");
            }

            last = now;
        }

        return backwards;
    }
}
