using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using DreamLake.Disk;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests.State;

/// <summary>
/// States that version 0.1 wrote, of a killed run and of one that DreamLake Server refused: they are found, understood and finished.
/// </summary>
public sealed class Version01Tests
{
    private const string InterruptedHash = "48ae8c97421126da";
    private const string StoredHash = "1484054f8e1dd19a";

    [Fact]
    public async Task An_interrupted_upload_goes_on_and_its_file_is_hashed_again_because_the_state_tells_no_change_time()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = NewFile(scene, 25 * Scene.MiB);
        await BeginAsync(scene, File.ReadAllBytes(path)[..(10 * Scene.MiB)]);
        WriteState(scene, "interrupted.json", InterruptedHash, path);
        var pending = Assert.Single(new PendingUploads(scene.Options).List());
        Assert.Equal((3, 1, PendingFile.Unchanged), (pending.Parts, pending.PartsDone, pending.File));

        var result = await scene.UploadAsync(Scene.Request(path, to: "/camera"));
        Assert.Equal((UploadOutcome.Stored, InterruptedHash, 2), (result.Outcome, result.Hash, result.PartsSent));
        Assert.Equal(File.ReadAllBytes(path), scene.StoredBytes(result));
        Assert.DoesNotContain(scene.Notes, note => note.Text.Contains("not hashed again", StringComparison.Ordinal));
        Assert.Equal(1, scene.Lake.Count("POST", "/init"));
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task An_upload_that_was_registered_goes_on_behind_that()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = NewFile(scene, 1000);
        WriteState(scene, "stored.json", StoredHash, path);
        var result = await scene.UploadAsync(Scene.Request(path, to: "/camera"));
        Assert.Equal((UploadOutcome.Stored, "bss-1"), (result.Outcome, result.BssId));
        Assert.Equal(["POST /assets/video", "POST /lambda/split"], scene.Lake.Requests.Select(request => $"{request.Method} {request.Path}"));
        Assert.Empty(scene.StateFiles());
    }

    // The bytes that 0.1 was given: blocks of 64 KiB, each of which begins with its number.
    private static string NewFile(FakeScene scene, int size)
    {
        const int Block = 65_536;
        var bytes = new byte[size];
        for (var i = 0; i < size; i++) bytes[i] = i % Block == 0
            ? (byte)(i / Block)
            : (byte)((((i % Block) * 31) + 7) ^ ((i % Block) >> 8));
        return scene.File("run01.mp4", bytes);
    }

    // The lake as 0.1 left it: an upload of this very id, with its first part.
    private static async Task BeginAsync(FakeScene scene, byte[] firstPart)
    {
        using var http = new HttpClient { BaseAddress = scene.Lake.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", FakeLake.Token);
        using var init = new StringContent($$"""{"owner":"alice","project":"robotics","hash":"{{InterruptedHash}}"}""", Encoding.UTF8, "application/json");
        (await http.PostAsync("/videos/upload/multipart/init", init, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        http.DefaultRequestHeaders.Authorization = null;
        using var part = new ByteArrayContent(firstPart);
        (await http.PutAsync("/s3/upload-1/1", part, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    // As if 0.1 had run here: the place, the time and the id are this file's.
    private static void WriteState(FakeScene scene, string fixture, string hash, string path)
    {
        var status = new LocalDisk().Status(path);
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Version01", fixture))
            .Replace("http://lake", scene.Lake.Address.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal)
            .Replace("/path/of/run01.mp4", path.Replace("\\", "\\\\", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("2023-11-14T22:13:20+00:00", status.LastWrite.ToString("O", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("fe:0:b66071", status.Id, StringComparison.Ordinal);
        Directory.CreateDirectory(scene.States);
        File.WriteAllText(Path.Combine(scene.States, hash + ".json"), text);
    }
}
