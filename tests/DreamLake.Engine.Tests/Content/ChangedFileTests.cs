using System.Collections.Concurrent;
using DreamLake.Engine.Content;
using DreamLake.Engine.State;
using DreamLake.Engine.Tests.Lake;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace DreamLake.Engine.Tests.Content;

/// <summary>What counts as the same file: docs/resume.md, "The file".</summary>
public sealed class ChangedFileTests
{
    private const int MiB = Scene.MiB;

    [Fact]
    public async Task An_edit_between_two_runs_whose_time_was_put_back_is_uploaded_as_what_it_is()
    {
        await using var scene = await Scene.StartAsync();
        var path = await PausedAsync(scene);
        Edit(path, at: 5000);
        var result = await scene.UploadAsync(path);
        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        Assert.Equal(File.ReadAllBytes(path), await scene.StoredBytesAsync(result));
    }

    [Theory]
    [InlineData("rights")]
    [InlineData("name")]
    [InlineData("another copy")]
    public async Task A_change_that_touches_no_byte_costs_one_more_read_and_nothing_is_sent_twice(string change)
    {
        if (OperatingSystem.IsWindows()) return;
        await using var scene = await Scene.StartAsync();
        var path = await PausedAsync(scene);
        Change(path, change);
        scene.Lake.Requests.Clear();
        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 2, 0), (result.Outcome, scene.Lake.PutCount, scene.Lake.Count("POST", "/init")));
        Assert.DoesNotContain(scene.Notes, note => note.Text.Contains("not hashed again", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rights")]
    [InlineData("name")]
    [InlineData("another copy")]
    public async Task Under_way_it_costs_one_more_read_as_well_and_the_upload_goes_on(string change)
    {
        if (OperatingSystem.IsWindows()) return;
        await using var scene = await Scene.StartAsync();
        var path = scene.File("a.mp4", 30 * MiB);
        AfterPut(scene, 1, () => Change(path, change));
        var calls = new ConcurrentQueue<string>();
        scene.Disk.OnCall = calls.Enqueue;
        var result = await scene.UploadAsync(path, scene.Options with { PartWorkers = 1 });
        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        Assert.Equal(File.ReadAllBytes(path), await scene.StoredBytesAsync(result));
        // For the hash, for the parts, and once for the change.
        Assert.Equal(3, calls.Count(call => call == "read " + path));
    }

    [Fact]
    public async Task Parts_side_by_side_that_meet_such_a_change_read_the_file_once_between_them()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var scene = await Scene.StartAsync();
        var path = scene.File("a.mp4", 80 * MiB);
        AfterPut(scene, 4, () => Change(path, "rights"));
        var calls = new ConcurrentQueue<string>();
        scene.Disk.OnCall = calls.Enqueue;
        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(path, scene.Options with { PartWorkers = 4 })).Outcome);
        Assert.Equal(3, calls.Count(call => call == "read " + path));
    }

    [Fact]
    public async Task An_edit_under_way_whose_time_was_put_back_ends_the_upload()
    {
        await using var scene = await Scene.StartAsync();
        var path = scene.File("a.mp4", 30 * MiB);
        // In the part that is sent already: no digest of a later one meets it.
        AfterPut(scene, 1, () => Edit(path, at: 5000));
        var result = await scene.UploadAsync(path, scene.Options with { PartWorkers = 1 });
        Assert.Equal((UploadOutcome.Failed, UploadError.FileChanged), (result.Outcome, result.Error!.Error));
        Assert.Contains("its bytes are others", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(0, scene.Lake.Count("POST", "/complete"));
    }

    [Theory]
    [InlineData(1, "append")]
    [InlineData(1, "put back")]
    [InlineData(3, "append")]
    [InlineData(3, "put back")]
    public async Task What_changes_after_its_last_part_is_not_completed(int parts, string change)
    {
        await using var scene = await Scene.StartAsync();
        var path = scene.File("a.mp4", ((parts - 1) * 10 * MiB) + 100);
        AfterPut(scene, parts, () =>
        {
            if (change == "append") File.AppendAllText(path, "more");
            else Edit(path, at: 50);
        });
        var result = await scene.UploadAsync(path, scene.Options with { PartWorkers = 1 });
        Assert.Equal((UploadOutcome.Failed, UploadError.FileChanged), (result.Outcome, result.Error!.Error));
        Assert.Equal((parts, 0), (scene.Lake.PutCount, scene.Lake.Count("POST", "/complete")));
    }

    [Fact]
    public async Task Where_the_file_system_tells_no_change_time_the_file_is_read_again()
    {
        await using var scene = await Scene.StartAsync();
        scene.Disk.OnStatus = (_, status) => status with { Changed = null };
        var path = await PausedAsync(scene);
        var result = await scene.UploadAsync(path);
        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        Assert.DoesNotContain(scene.Notes, note => note.Text.Contains("not hashed again", StringComparison.Ordinal));
        Assert.DoesNotContain(scene.Notes, note => note.IsWarning);
    }

    [Fact]
    public async Task Where_only_the_id_differs_the_file_is_read_again_and_its_upload_goes_on()
    {
        await using var scene = await Scene.StartAsync();
        var path = await PausedAsync(scene);
        scene.Disk.OnStatus = (_, status) => status with { Id = "7:" + status.Id };
        scene.Lake.Requests.Clear();
        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 2), (result.Outcome, scene.Lake.PutCount));
        Assert.DoesNotContain(scene.Notes, note => note.Text.Contains("not hashed again", StringComparison.Ordinal));
    }

    // File systems tell times to 2 s at the coarsest.
    [Theory]
    [InlineData(-60_000, true)]
    [InlineData(-2_000, true)]
    [InlineData(-1_999, false)]
    [InlineData(0, false)]
    [InlineData(60_000, false)]
    public void A_file_is_known_only_where_its_last_write_lay_two_seconds_before_it_was_hashed(int lastWriteAfterHash, bool isKnown) =>
        Assert.Equal(isKnown, IsKnown(TimeSpan.FromMilliseconds(lastWriteAfterHash), TimeSpan.FromMinutes(-1)));

    [Theory]
    [InlineData(-1, true)]
    [InlineData(1, false)]
    public void A_change_after_the_hashing_began_is_one_of_another_clock(int changedAfterHash, bool isKnown) =>
        Assert.Equal(isKnown, IsKnown(TimeSpan.FromMinutes(-1), TimeSpan.FromMilliseconds(changedAfterHash)));

    [Fact]
    public async Task A_part_that_S3_has_in_another_size_is_sent_again()
    {
        await using var scene = await Scene.StartAsync();
        var path = await PausedAsync(scene);
        scene.Lake.Requests.Clear();
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/parts-done", StringComparison.Ordinal)) return false;
            await context.Response.WriteAsync("""{"expired":false,"parts":[{"partNumber":1,"etag":"\"cut\"","size":10485759}]}""", TestContext.Current.CancellationToken);
            return true;
        };
        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 3, 3), (result.Outcome, result.PartsSent, scene.Lake.PutCount));
        Assert.Equal(File.ReadAllBytes(path), await scene.StoredBytesAsync(result));
    }

    [Theory]
    [InlineData(10_485_760, 2)]
    [InlineData(10_485_761, 3)]
    public async Task A_size_that_S3_tells_decides_about_its_part(long size, int sent)
    {
        await using var scene = await Scene.StartAsync();
        var path = await PausedAsync(scene);
        var etag = FakeLake.ETag(File.ReadAllBytes(path)[..(10 * MiB)]).Replace("\"", "\\\"", StringComparison.Ordinal);
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/parts-done", StringComparison.Ordinal)) return false;
            await context.Response.WriteAsync(
                $$"""{"parts":[{"partNumber":1,"etag":"{{etag}}","size":{{size}}}]}""", TestContext.Current.CancellationToken);
            return true;
        };
        Assert.Equal((UploadOutcome.Stored, sent),
            await scene.UploadAsync(path) is var result ? (result.Outcome, result.PartsSent) : default);
    }

    private static bool IsKnown(TimeSpan lastWriteAfterHash, TimeSpan changedAfterHash)
    {
        var folder = Directory.CreateTempSubdirectory("dreamlake-known-").FullName;
        var hashedAt = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var identity = new FileIdentity(100, hashedAt + lastWriteAfterHash, "1:2", hashedAt + changedAfterHash);
        var plan = PartPlan.For(100);
        var digest = new ContentDigest(new string('a', 64), plan.PartSize, [7]);
        var store = new StateStore(folder);
        var path = Path.Combine(folder, "a.mp4");
        using (var writer = store.Open(store.PathOf(digest.Hash, null)))
        {
            writer.Save(new UploadState
            {
                UploadId = "upload", Key = "key", TotalParts = 1, PartSize = plan.PartSize, PartDigests = digest.PartsText,
                File = new StateFile(path, identity, digest.Sha256, hashedAt),
            });
        }

        var found = new KnownFiles(store).Find(path, identity, plan);
        Directory.Delete(folder, recursive: true);
        return found is not null;
    }

    // Three parts, of which the lake took the first.
    private static async Task<string> PausedAsync(Scene scene)
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
        Assert.Equal(UploadOutcome.Paused,
            (await scene.UploadAsync(path, scene.Options with { PartWorkers = 1 }, interrupt.Token)).Outcome);
        scene.Lake.Intercept = _ => Task.FromResult(false);
        return path;
    }

    private static void AfterPut(Scene scene, int number, Action act)
    {
        var puts = 0;
        scene.Lake.Around = async (context, next) =>
        {
            await next();
            if (context.Request.Method == "PUT" && Interlocked.Increment(ref puts) == number) act();
        };
    }

    private static void Edit(string path, int at)
    {
        var written = File.GetLastWriteTimeUtc(path);
        // As a program that is not .NET does: with no regard for who else has it open.
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            file.Position = at;
            file.Write("edited"u8);
        }

        File.SetLastWriteTimeUtc(path, written);
    }

    private static void Change(string path, string change)
    {
        switch (change)
        {
            case "rights":
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead);
                break;
            case "name":
                File.Move(path, path + ".moved");
                File.Move(path + ".moved", path);
                break;
            default:
                var written = File.GetLastWriteTimeUtc(path);
                File.Copy(path, path + ".copy");
                File.SetLastWriteTimeUtc(path + ".copy", written);
                File.Move(path + ".copy", path, overwrite: true);
                break;
        }
    }
}
