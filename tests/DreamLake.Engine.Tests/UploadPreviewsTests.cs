using System.Collections.Concurrent;
using DreamLake.Engine.State;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>What is told beforehand of many files costs the state folder one look. Counted, not timed.</summary>
public sealed class UploadPreviewsTests
{
    private const int Files = 60;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_many_files_are_asked_for_the_folder_is_listed_once_and_no_state_is_read_for_another_file()
    {
        await using var scene = await FakeScene.StartAsync();
        var files = await PendingAsync(scene, [.. Enumerable.Range(1, Files).Select(size => scene.File($"f{size:00}.mp4", size))]);
        var calls = new ConcurrentQueue<string>();
        scene.Disk.OnCall = calls.Enqueue;
        var previews = Previews(scene, scene.Options);

        foreach (var file in files)
        {
            var preview = await previews.OfAsync(Scene.Request(file), scene.Connection, Cancellation);
            Assert.Equal((true, 1, 1), (preview.IsResume, preview.Parts, preview.PartsDone));
        }

        Assert.Equal(1, calls.Count(call => call.StartsWith("list ", StringComparison.Ordinal)));
        var reads = calls.Where(call => call.StartsWith("read ", StringComparison.Ordinal)).ToArray();
        Assert.All(reads, read => Assert.EndsWith(".json", read, StringComparison.Ordinal));
        // Once with the whole folder, and once more for what it tells of its own file.
        Assert.Equal(Enumerable.Repeat(2, Files), reads.CountBy(read => read).Select(read => read.Value));
    }

    [Fact]
    public async Task A_copy_of_a_pending_file_is_read_and_found_and_another_file_of_its_size_is_fresh()
    {
        await using var scene = await FakeScene.StartAsync();
        var bytes = File.ReadAllBytes((await PendingAsync(scene, scene.File("a.mp4", 100))).Single());
        var previews = Previews(scene, scene.Options);

        Assert.True((await previews.OfAsync(Scene.Request(scene.File("copy/a.mp4", bytes)), scene.Connection, Cancellation)).IsResume);
        bytes[0] ^= 0xFF;
        Assert.False((await previews.OfAsync(Scene.Request(scene.File("other/a.mp4", bytes)), scene.Connection, Cancellation)).IsResume);
    }

    [Fact]
    public async Task Other_clients_states_which_name_no_target_are_found_by_their_content()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 100);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))[..16];
        Directory.CreateDirectory(scene.States);
        await File.WriteAllTextAsync(
            Path.Combine(scene.States, $"{hash}.json"),
            $$"""{"uploadId":"u","key":"alice/robotics/staging/{{hash}}","totalParts":1,"completedParts":[]}""",
            Cancellation);
        var previews = Previews(scene, scene.Options);

        Assert.True((await previews.OfAsync(Scene.Request(path), scene.Connection, Cancellation)).IsResume);
        var elsewhere = Scene.Request(path, episode: "alice@elsewhere:run-042");
        Assert.False((await previews.OfAsync(elsewhere, scene.Connection, Cancellation)).IsResume);
    }

    [Fact]
    public async Task Parts_are_counted_in_the_size_that_they_will_have_and_others_are_no_resume()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = (await PendingAsync(scene, scene.File("a.mp4", 25 * Scene.MiB))).Single();
        var small = scene.Options with { PartSize = 5 * Scene.MiB };

        var asBefore = await Previews(scene, scene.Options).OfAsync(Scene.Request(path), scene.Connection, Cancellation);
        Assert.Equal((3, 3, true), (asBefore.Parts, asBefore.PartsDone, asBefore.IsResume));
        var inSmall = await Previews(scene, small).OfAsync(Scene.Request(path), scene.Connection, Cancellation);
        Assert.Equal((5, 0, false), (inSmall.Parts, inSmall.PartsDone, inSmall.IsResume));
    }

    private static UploadPreviews Previews(FakeScene scene, UploadOptions options) =>
        new(options, TimeProvider.System, new StateStore(scene.States, scene.Disk));

    // Refused after their bytes: the states stay.
    private static async Task<string[]> PendingAsync(FakeScene scene, params string[] files)
    {
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Path != "/videos") return false;
            await FakeLake.Problem(context, 422, "not like this");
            return true;
        };
        var results = await scene.UploadAllAsync(files.Select(file => Scene.Request(file)));
        Assert.All(results, result => Assert.Equal(UploadError.ContentRefused, result.Error!.Error));
        return files;
    }
}
