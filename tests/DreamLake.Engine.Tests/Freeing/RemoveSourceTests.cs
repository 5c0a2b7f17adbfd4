using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DreamLake.Engine.State;
using DreamLake.Engine.Tests.Lake;
using DreamLake.Testing;
using Xunit;

namespace DreamLake.Engine.Tests.Freeing;

/// <summary>An upload that is to remove its file does so as its last step, on the lake's proof, and is resumed after a kill.</summary>
public sealed class RemoveSourceTests
{
    private const string Later = "2026-03-04T05:06:07Z";

    [Fact]
    public async Task The_file_goes_once_the_lake_has_verified_it_and_its_state_with_it()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 100);
        var bytes = File.ReadAllBytes(path);
        scene.Lake.Tells = (_, asked) => Told(bytes, isProven: asked > 2);

        var result = await UploadAsync(scene, path, Options(scene));

        Assert.Equal((UploadOutcome.Stored, FreeOutcome.Freed), (result.Outcome, result.Freed?.Outcome));
        Assert.False(File.Exists(path));
        Assert.Empty(States(scene));
    }

    [Fact]
    public async Task Without_a_wait_what_is_not_proven_yet_stays_and_is_told()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 100);
        var bytes = File.ReadAllBytes(path);
        scene.Lake.Tells = (_, _) => Told(bytes, isProven: false);
        var options = Options(scene);

        var result = await UploadAsync(scene, path, options with { RemoveSource = options.RemoveSource! with { WaitsForProof = false } });

        Assert.Equal((UploadOutcome.Stored, FreeOutcome.Kept), (result.Outcome, result.Freed?.Outcome));
        Assert.True(File.Exists(path));
        Assert.Contains(scene.Notes, note => note.IsWarning && note.Text.Contains("its source is kept", StringComparison.Ordinal));
        Assert.Empty(States(scene));
    }

    [Fact]
    public async Task A_lake_that_tells_no_proof_removes_nothing_and_that_is_an_error()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 100);

        var result = await UploadAsync(scene, path, Options(scene));

        Assert.Equal((UploadOutcome.Failed, UploadError.StatusUnknown), (result.Outcome, result.Error!.Error));
        Assert.True(File.Exists(path));
        Assert.Empty(States(scene));
    }

    [Fact]
    public async Task A_file_that_changed_while_it_was_waited_for_stays()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 100);
        var (bytes, at) = (File.ReadAllBytes(path), File.GetLastWriteTimeUtc(path));
        scene.Lake.Tells = (_, asked) =>
        {
            // Edited, with its time put back.
            if (asked == 2)
            {
                using (var file = File.OpenWrite(path)) file.WriteByte((byte)(bytes[0] + 1));
                File.SetLastWriteTimeUtc(path, at);
            }

            return Told(bytes, isProven: asked > 2);
        };

        var result = await UploadAsync(scene, path, Options(scene));

        Assert.Equal((UploadOutcome.Stored, FreeOutcome.Kept), (result.Outcome, result.Freed?.Outcome));
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task Interrupted_while_it_waits_the_state_says_so_and_the_next_run_goes_on()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 100);
        var bytes = File.ReadAllBytes(path);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        scene.Lake.Tells = (_, asked) =>
        {
            if (asked == 1) stop.Cancel();
            return Told(bytes, isProven: false);
        };
        Assert.Equal(UploadOutcome.Paused, (await UploadAsync(scene, path, Options(scene), stop.Token)).Outcome);
        var state = new StateStore(scene.States).Read(Assert.Single(States(scene))).State!;
        Assert.Equal((true, UploadStepName.TriggerLambda), (state.RemovesSource, state.Step));
        scene.Lake.Tells = (_, _) => Told(bytes, isProven: true);

        // From the state alone, as 'resume' does.
        var options = Options(scene) with { RemoveSource = null };
        var pending = Assert.Single(new PendingUploads(options).List()).ToRequest(scene.Connection);
        var resumed = await UploadAsync(scene, pending, options, TestContext.Current.CancellationToken);

        // The lake is on this machine, and 'force' is remembered by no state.
        Assert.Equal((UploadOutcome.Stored, FreeOutcome.Kept), (resumed.Outcome, resumed.Freed?.Outcome));
        Assert.Empty(States(scene));
        Assert.Equal(1, scene.Lake.PutCount);
    }

    [Theory]
    [InlineData("free")]
    [InlineData("send")]
    public async Task Killed_before_any_call_of_the_disk_the_next_run_ends_it_and_nothing_is_lost(string verb)
    {
        await using var scene = await FakeScene.StartAsync();
        var home = Path.Combine(scene.Folder, "home");
        var path = scene.File("rec/a.mp4", 100);
        var bytes = File.ReadAllBytes(path);
        scene.Lake.Tells = (_, _) => Told(bytes, isProven: true);
        // What is to be freed has been sent before.
        if (verb == "free") await RunAsync("send", scene, home, scene.File("rec/a.mp4", bytes), 0);
        // The very first run makes folders, which are there in all others.
        scene.File("rec/a.mp4", bytes);
        await RunAsync(verb, scene, home, path, 0);
        scene.File("rec/a.mp4", bytes);
        File.Delete(Path.Combine(Directory.CreateDirectory(Path.Combine(home, "freed")).FullName, "journal.jsonl"));
        var calls = CallsOf(await RunAsync(verb, scene, home, path, 0));
        Assert.False(File.Exists(path));

        // Each third of them, and all of them in a full run: a process is started twice for each.
        for (var call = TestSize.IsFull ? 1 : 2; call <= calls; call += TestSize.IsFull ? 1 : 3)
        {
            scene.File("rec/a.mp4", bytes);
            File.Delete(Path.Combine(home, "freed", "journal.jsonl"));
            var killed = await RunAsync(verb, scene, home, path, call);
            Assert.True(killed.ExitCode == 137, $"{call} of {calls}: {killed.Output}");
            // The bytes lie under their name, or beside it, or the lake had proven them and the journal says so.
            var here = Directory.GetFiles(Path.GetDirectoryName(path)!);
            var journal = Path.Combine(home, "freed", "journal.jsonl");
            if (here.Length == 0) Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(bytes)), File.ReadAllText(journal));
            else Assert.Equal(bytes, File.ReadAllBytes(Assert.Single(here)));

            var rerun = await RunAsync(verb, scene, home, path, 0);

            Assert.True(rerun.Output.Contains("Freed", StringComparison.Ordinal) || (verb == "free" && here.Length == 0),
                $"{call} of {calls}: {rerun.Output}");
            Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(path)!));
            Assert.Empty(States(scene, home));
        }
    }

    private static UploadOptions Options(FakeScene scene) => scene.Options with
    {
        RemoveSource = new FreeOptions { Force = true, JournalFolder = Path.Combine(scene.Folder, "freed") },
    };

    private static JsonObject Told(byte[] bytes, bool isProven)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var told = new JsonObject { ["episode"] = "run-042", ["status"] = "stored", ["sha256"] = sha256, ["size"] = bytes.Length };
        if (isProven) told["verified"] = new JsonObject { ["sha256"] = sha256, ["at"] = Later };
        return told;
    }

    private static Task<UploadResult> UploadAsync(FakeScene scene, string path, UploadOptions options, CancellationToken? until = null) =>
        UploadAsync(scene, Scene.Request(path), options, until ?? TestContext.Current.CancellationToken);

    private static async Task<UploadResult> UploadAsync(
        FakeScene scene, UploadRequest request, UploadOptions options, CancellationToken until)
    {
        using var uploader = new LakeUploader(
            scene.Connection, options, TimeProvider.System, new StateStore(options.StateFolder, new WatchedDisk()));
        return Assert.Single(await uploader.UploadAsync(new[] { request }.ToAsyncEnumerable(), until)
            .ToListAsync(TestContext.Current.CancellationToken));
    }

    private static string[] States(FakeScene scene, string? home = null)
    {
        var folder = home is null ? scene.States : Path.Combine(home, "uploads");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];
    }

    private static int CallsOf((int ExitCode, string Output) run) => int.Parse(
        run.Output.Split('\n').Single(line => line.StartsWith("calls ", StringComparison.Ordinal))[6..], CultureInfo.InvariantCulture);

    private static async Task<(int ExitCode, string Output)> RunAsync(string verb, FakeScene scene, string home, string path, int call)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "DreamLake.Engine.KillHost.dll"), verb, scene.Lake.Address.AbsoluteUri, FakeLake.Token,
            home, path, call.ToString(CultureInfo.InvariantCulture),
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
