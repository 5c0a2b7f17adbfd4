using System.Text.Json.Nodes;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests.State;

/// <summary>Resuming from what other clients, other targets and accidents left.</summary>
public sealed class ForeignStateTests
{
    private const int MiB = Scene.MiB;

    [Theory]
    [InlineData("")]
    [InlineData("\\\"")]
    public async Task Four_fields_alone_are_enough_to_resume(string quote)
    {
        await using var scene = await Scene.StartAsync();
        var (path, hash) = await InterruptedAsync(scene);
        var (uploadId, key) = Begun(scene, hash);
        var etag = FakeLake.ETag(File.ReadAllBytes(path)[..(10 * MiB)]).Trim('"');
        WriteState(scene, hash, $$"""{"uploadId":"{{uploadId}}","key":"{{key}}","totalParts":3,"completedParts":[{"partNumber":1,"etag":"{{quote}}{{etag}}{{quote}}"},{"partNumber":77,"etag":"x"}]}""");

        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 2, 0), (result.Outcome, scene.Lake.PutCount, scene.Lake.Count("POST", "/init")));
        Assert.Equal(File.ReadAllBytes(path), await scene.StoredBytesAsync(result));
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task Another_total_of_parts_starts_fresh()
    {
        await using var scene = await Scene.StartAsync();
        var (path, hash) = await InterruptedAsync(scene);
        var (uploadId, key) = Begun(scene, hash);
        WriteState(scene, hash, $$"""{"uploadId":"{{uploadId}}","key":"{{key}}","totalParts":4,"completedParts":[]}""");
        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 3, 1), (result.Outcome, scene.Lake.PutCount, scene.Lake.Count("POST", "/init")));
    }

    [Fact]
    public async Task A_state_of_another_key_is_left_alone()
    {
        await using var scene = await Scene.StartAsync();
        var (path, hash) = await InterruptedAsync(scene);
        var theirs = $$"""{"uploadId":"upload-9","key":"bob/kitchen/staging/{{hash}}","totalParts":3,"completedParts":[]}""";
        WriteState(scene, hash, theirs);
        var result = await scene.UploadAsync(path);
        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        Assert.Equal(theirs, File.ReadAllText(Path.Combine(scene.States, hash + ".json")));
        Assert.Equal([hash + ".json"], scene.StateFiles());
    }

    [Fact]
    public async Task A_torn_state_is_set_aside_and_what_S3_has_is_kept()
    {
        await using var scene = await Scene.StartAsync();
        var (path, hash) = await InterruptedAsync(scene);
        var state = Path.Combine(scene.States, hash + ".json");
        WriteState(scene, hash, File.ReadAllText(state)[..300]);
        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 2, 0), (result.Outcome, scene.Lake.PutCount, scene.Lake.Count("POST", "/init")));
        Assert.Equal([hash + ".json.corrupt"], scene.StateFiles());
        Assert.Contains(scene.Notes, note => note.IsWarning && note.Text.Contains(".corrupt", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"expired\":true}")]
    [InlineData(null)]
    public async Task An_expired_upload_starts_fresh_and_says_so(string? answer)
    {
        await using var scene = await Scene.StartAsync();
        var (path, _) = await InterruptedAsync(scene);
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("parts-done", StringComparison.Ordinal)) return false;
            if (answer is null) await FakeLake.Problem(context, 404, "no such upload");
            else await FakeLake.Json(context, JsonNode.Parse(answer)!);
            return true;
        };
        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 3, 1), (result.Outcome, scene.Lake.PutCount, scene.Lake.Count("POST", "/init")));
        Assert.Contains(scene.Notes, note => note.IsWarning && note.Text.Contains("starts fresh", StringComparison.Ordinal));
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task No_secret_is_ever_in_a_state()
    {
        await using var scene = await Scene.StartAsync();
        var (_, hash) = await InterruptedAsync(scene);
        var text = File.ReadAllText(Path.Combine(scene.States, hash + ".json"));
        Assert.DoesNotContain("topsecret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Amz", text, StringComparison.Ordinal);
        Assert.Contains("\"partDigests\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_process_is_told_who_has_the_upload()
    {
        await using var scene = await Scene.StartAsync();
        var path = scene.File("a.mp4", 100);
        UploadResult? second = null;
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Path.Value!.EndsWith("/init", StringComparison.Ordinal)) second = await scene.UploadAsync(path);
            return false;
        };
        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(path)).Outcome);
        Assert.Equal(UploadError.StateLocked, second!.Error!.Error);
        Assert.Contains($"process {Environment.ProcessId}", second.Error.Message, StringComparison.Ordinal);
    }

    // Three parts, of which the lake took the first.
    private static async Task<(string Path, string Hash)> InterruptedAsync(Scene scene)
    {
        var path = scene.File("a.mp4", 25 * MiB);
        using var interrupt = new CancellationTokenSource();
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Method != "PUT" || scene.Lake.PutCount < 2) return false;
            await interrupt.CancelAsync();
            context.Abort();
            return true;
        };
        var paused = await scene.UploadAsync(path, scene.Options with { PartWorkers = 1 }, interrupt.Token);
        Assert.Equal(UploadOutcome.Paused, paused.Outcome);
        scene.Lake.Intercept = _ => Task.FromResult(false);
        scene.Lake.Requests.Clear();
        return (path, paused.Hash!);
    }

    // What the lake called it.
    private static (string UploadId, string Key) Begun(Scene scene, string hash)
    {
        var state = JsonNode.Parse(File.ReadAllText(Path.Combine(scene.States, hash + ".json")))!;
        return (state["uploadId"]!.ToString(), state["key"]!.ToString());
    }

    private static void WriteState(Scene scene, string hash, string text) =>
        File.WriteAllText(Path.Combine(scene.States, hash + ".json"), text);
}
