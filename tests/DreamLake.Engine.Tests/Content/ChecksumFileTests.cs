using System.Collections.Concurrent;
using System.Security.Cryptography;
using DreamLake.Engine.Content;
using DreamLake.Engine.State;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests.Content;

/// <summary>A file whose SHA-256 a checksum file tells: docs/resume.md, "Checksum files".</summary>
public sealed class ChecksumFileTests
{
    private const int PartSize = 64 * 1024;
    private const int Size = (60 * PartSize) + 1;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{0}  run01.mp4", true)]
    [InlineData("{0} *./run01.mp4\r", true)]
    [InlineData("SHA256 (run01.mp4) = {0}", true)]
    [InlineData("# made by hand\n{1}  other.mp4\n{0}  run01.mp4\n{0}  run01.mp4", true)]
    [InlineData("{0}  other.mp4", false)]
    [InlineData("{0}  run01.mp4\n{1}  run01.mp4", false)]
    [InlineData("{0}", false)]
    [InlineData("{0}0  run01.mp4", false)]
    [InlineData("", false)]
    public async Task The_sums_of_a_folder_are_read_as_sha256sum_writes_them(string text, bool isTold)
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("run01.mp4", 10);
        var (sha256, other) = (Sha256(path), new string('a', 64));
        Sums(scene, "SHA256SUMS", text.Replace("{0}", sha256.ToUpperInvariant(), StringComparison.Ordinal)
            .Replace("{1}", other, StringComparison.Ordinal));
        Assert.Equal(isTold ? sha256 : null, new ChecksumFiles(scene.Disk).Find(path)?.Sha256);
    }

    [Theory]
    [InlineData("{0}\n", true)]
    [InlineData("{0}  run01.mp4\n", true)]
    [InlineData("{0}  /mnt/card/run01.mp4\n", true)]
    [InlineData("{0}  run02.mp4\n", false)]
    public async Task The_sum_beside_a_file_needs_no_name_and_may_have_the_path_of_then(string text, bool isTold)
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("run01.mp4", 10);
        Sums(scene, "run01.mp4.sha256", text.Replace("{0}", Sha256(path), StringComparison.Ordinal));
        Assert.Equal(isTold ? Sha256(path) : null, new ChecksumFiles(scene.Disk).Find(path)?.Sha256);
    }

    [Fact]
    public async Task A_name_with_odd_characters_is_found_as_GNU_escapes_it()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a\nb\\c.mp4", 10);
        Sums(scene, "SHA256SUMS", $"\\{Sha256(path)}  a\\nb\\\\c.mp4\n");
        Assert.Equal(Sha256(path), new ChecksumFiles(scene.Disk).Find(path)?.Sha256);
    }

    [Fact]
    public async Task Its_parts_leave_while_it_is_hashed_and_the_hash_is_never_far_ahead_of_them()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = Promised(scene);
        await using var uploader =
            new LakeUploader(scene.Connection, Options(scene), TimeProvider.System, new StateStore(scene.States, scene.Disk));
        var ahead = new ConcurrentQueue<(string Path, int PutsBefore, long PartsHashed)>();
        scene.Lake.Around = async (context, next) =>
        {
            var file = uploader.Snapshot().Files.Single();
            ahead.Enqueue((context.Request.Path.Value!, scene.Lake.PutCount, file.BytesHashed / PartSize));
            await next();
        };

        var result = await uploader.UploadAsync(new[] { Scene.Request(path) }.ToAsyncEnumerable(), Cancellation).SingleAsync(Cancellation);

        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        Assert.Equal(Sha256(path), result.Sha256);
        Assert.Equal(await File.ReadAllBytesAsync(path, Cancellation), await scene.StoredBytesAsync(result));
        // Nothing was read before init; then at most the parts on the wire and a few.
        Assert.Equal(0, ahead.Single(seen => seen.Path.EndsWith("/init", StringComparison.Ordinal)).PartsHashed);
        var beforeComplete = ahead.TakeWhile(seen => !seen.Path.EndsWith("/complete", StringComparison.Ordinal));
        Assert.All(beforeComplete, seen => Assert.InRange(seen.PartsHashed - seen.PutsBefore, -4, 4 + 4 + 1));
        Assert.Equal(61, ahead.Last().PartsHashed + 1);
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task A_file_that_is_not_what_was_promised_is_neither_completed_nor_registered_and_leaves_no_state()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = Promised(scene);
        Edit(path, at: Size - 1);

        var result = await scene.UploadAsync(path, Options(scene));

        Assert.Equal((UploadOutcome.Failed, UploadError.ChecksumDiffers), (result.Outcome, result.Error!.Error));
        Assert.Contains("SHA256SUMS", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(Sha256(path), result.Sha256);
        Assert.Equal((0, 0), (scene.Lake.Count("POST", "/complete"), scene.Lake.Count("POST", "/assets/video")));
        Assert.Empty(scene.Lake.Objects);
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task A_file_of_one_part_is_held_against_its_sum_before_anything_is_sent()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("run01.mp4", 1000);
        Sums(scene, "SHA256SUMS", $"{new string('a', 64)}  run01.mp4");

        var result = await scene.UploadAsync(path);

        Assert.Equal(UploadError.ChecksumDiffers, result.Error?.Error);
        Assert.Equal(0, scene.Lake.Count("POST", "/init"));
    }

    [Fact]
    public async Task What_the_lake_has_under_the_promised_digest_is_not_said_of_a_file_of_other_bytes()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Names = new LakeNames();
        var path = Promised(scene);
        scene.Lake.Names.Put("video", "/camera/front/run01.mp4", "asset-1", Sha256(path), Size);
        Edit(path, at: 0);

        var result = await scene.UploadAsync(path, Options(scene));

        Assert.Equal((UploadOutcome.Failed, UploadError.ChecksumDiffers), (result.Outcome, result.Error!.Error));
    }

    [Fact]
    public async Task A_twin_of_a_promised_file_is_read_itself()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = Promised(scene);
        var twin = Path.Combine(scene.Folder, "twin", "run01.mp4");
        Directory.CreateDirectory(Path.GetDirectoryName(twin)!);
        File.Copy(path, twin);
        File.WriteAllText(twin + ".sha256", Sha256(path));
        Edit(twin, at: 5);

        var results = await scene.UploadAllAsync([Scene.Request(path), Scene.Request(twin)], Options(scene));

        Assert.Equal(UploadOutcome.Stored, results.Single(result => result.Request.Path == path).Outcome);
        Assert.Equal(UploadError.ChecksumDiffers, results.Single(result => result.Request.Path == twin).Error?.Error);
    }

    [Fact]
    public async Task Interrupted_it_goes_on_where_it_was()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = Promised(scene);
        await PauseAsync(scene, path, puts: 20);
        scene.Lake.Requests.Clear();

        var result = await scene.UploadAsync(path, Options(scene));

        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        Assert.Equal(0, scene.Lake.Count("POST", "/init"));
        // What was under way at the interruption may have been taken or not.
        Assert.InRange(scene.Lake.PutCount, 61 - 24, 61 - 15);
        Assert.Equal(await File.ReadAllBytesAsync(path, Cancellation), await scene.StoredBytesAsync(result));
        Assert.Empty(scene.StateFiles());
    }

    // Run 1 sends parts of a damaged file under the digest of the good one. The good one must not be mixed with them.
    [Fact]
    public async Task What_was_sent_of_other_bytes_before_the_proof_is_not_gone_on_with()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = Promised(scene);
        var good = await File.ReadAllBytesAsync(path, Cancellation);
        Edit(path, at: 0);
        await PauseAsync(scene, path, puts: 20);
        await File.WriteAllBytesAsync(path, good, Cancellation);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-1));
        scene.Lake.Requests.Clear();

        var result = await scene.UploadAsync(path, Options(scene));

        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        Assert.Equal((1, 61), (scene.Lake.Count("POST", "/init"), scene.Lake.PutCount));
        Assert.Equal(good, await scene.StoredBytesAsync(result));
    }

    [Fact]
    public async Task A_file_that_cannot_be_told_from_another_later_is_hashed_first()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = Promised(scene);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow);

        var result = await scene.UploadAsync(path, Options(scene));

        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        Assert.DoesNotContain(scene.Notes, note => note.Text.Contains("as it is sent", StringComparison.Ordinal));
    }

    private static UploadOptions Options(FakeScene scene) => scene.Options with { PartSize = PartSize };

    /// <summary>A file of 61 parts whose digest the sums of its folder tell.</summary>
    private static string Promised(FakeScene scene)
    {
        var path = scene.File("run01.mp4", Size);
        Sums(scene, "SHA256SUMS", $"{Sha256(path)}  run01.mp4\n");
        return path;
    }

    private static async Task PauseAsync(FakeScene scene, string path, int puts)
    {
        using var interrupt = new CancellationTokenSource();
        var sent = 0;
        scene.Lake.Around = async (context, next) =>
        {
            await next();
            if (context.Request.Method == "PUT" && Interlocked.Increment(ref sent) == puts) await interrupt.CancelAsync();
        };
        var paused = await scene.UploadAsync(path, Options(scene), interrupt.Token);
        scene.Lake.Around = (_, next) => next();
        Assert.Equal(UploadOutcome.Paused, paused.Outcome);
        Assert.Single(scene.StateFiles(), name => name.EndsWith(".json", StringComparison.Ordinal));
    }

    private static void Edit(string path, long at)
    {
        using (var file = File.Open(path, FileMode.Open))
        {
            file.Position = at;
            var before = file.ReadByte();
            file.Position = at;
            file.WriteByte((byte)~before);
        }

        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-1));
    }

    private static void Sums(FakeScene scene, string name, string text) => File.WriteAllText(Path.Combine(scene.Folder, name), text);

    private static string Sha256(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))).ToLowerInvariant();
}
