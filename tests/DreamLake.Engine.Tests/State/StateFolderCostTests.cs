using System.Collections.Concurrent;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests.State;

/// <summary>A batch's last file costs the state folder what its first did, however many states lie there. Counted, not timed.</summary>
public sealed class StateFolderCostTests
{
    private const int Files = 60;

    [Fact]
    public async Task No_file_of_a_batch_lists_the_folder_and_none_leaves_a_lock_in_it()
    {
        await using var scene = await FakeScene.StartAsync();
        // Every upload pauses after its bytes, and its state stays.
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/lambda/split", StringComparison.Ordinal)) return false;
            await FakeLake.Problem(context, 503, "busy");
            return true;
        };
        var calls = new ConcurrentQueue<string>();
        scene.Disk.OnCall = calls.Enqueue;
        var results = await scene.UploadAllAsync(Enumerable.Range(1, Files)
            .Select(i => Scene.Request(scene.File($"f{i:00}.mp4", i))), scene.Options with { FilesUnderWay = 1, ControlTries = 1 });

        Assert.All(results, result => Assert.Equal(UploadOutcome.Paused, result.Outcome));
        Assert.Equal(Files, scene.StateFiles().Length);
        Assert.All(scene.StateFiles(), name => Assert.EndsWith(".json", name, StringComparison.Ordinal));
        // Once for files that are known, once for contents with further targets, once for locks that were left: for the run, not for a
        // file.
        Assert.InRange(calls.Count(call => call.StartsWith("list ", StringComparison.Ordinal)), 1, 3);
        Assert.Equal(["gate"], Directory.GetFiles(Path.Combine(scene.States, "locks")).Select(path => Path.GetFileName(path)));
        Assert.Equal(ReadsOf(calls, 2), ReadsOf(calls, Files));
    }

    [Fact]
    public async Task Thirty_two_at_once_leave_the_locks_folder_as_they_found_it()
    {
        await using var scene = await FakeScene.StartAsync();
        var results = await scene.UploadAllAsync(Enumerable.Range(1, 200).Select(i => Scene.Request(scene.File($"f{i:000}.mp4", i))));
        Assert.All(results, result => Assert.Equal(UploadOutcome.Stored, result.Outcome));
        Assert.Empty(scene.StateFiles());
        Assert.Equal(["gate"], Directory.GetFiles(Path.Combine(scene.States, "locks")).Select(path => Path.GetFileName(path)));
    }

    // How often anything was opened for reading between the first look at a file's bytes and the first at the next one's.
    private static int ReadsOf(IEnumerable<string> calls, int file) =>
        calls.Where(call => call.StartsWith("read ", StringComparison.Ordinal))
            // What was hashed is looked up before a file's bytes: the last file of a run has no next one.
            .Where(call => !call.Contains("hashed", StringComparison.Ordinal))
            .SkipWhile(call => !call.EndsWith($"f{file:00}.mp4", StringComparison.Ordinal))
            .TakeWhile(call => !call.EndsWith($"f{file + 1:00}.mp4", StringComparison.Ordinal))
            .Count();
}
