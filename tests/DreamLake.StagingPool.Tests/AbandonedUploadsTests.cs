using DreamLake.StagingPool.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>What becomes of uploads that nobody goes on with.</summary>
public sealed class AbandonedUploadsTests : PoolTests
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task An_upload_whose_newest_part_is_older_than_7_days_is_aborted()
    {
        var bare = await Pool.StartUploadAsync("bare", Cancellation);
        var old = await StartWithPartAsync("old");
        var gone = await StartWithPartAsync("gone-on-with");
        var newest = Assert.Single(Directory.GetFiles(ContentOf(gone), "*", SearchOption.AllDirectories));
        File.SetLastWriteTimeUtc(newest, _time.GetUtcNow().AddDays(2).UtcDateTime);

        await RestartAfterAsync(TimeSpan.FromDays(6.9));
        await Pool.Service<AbandonedUploads>().SweepAsync(Cancellation);
        Assert.Equal(Sorted(bare, old, gone), Uploads());

        await RestartAfterAsync(TimeSpan.FromDays(0.2));
        await Pool.Service<AbandonedUploads>().SweepAsync(Cancellation);
        Assert.Equal([gone], Uploads());
        // The sweep of the start may have come first, and may still be removing its parts.
        while (Directory.Exists(ContentOf(old))) await Task.Delay(5, Cancellation);
        Assert.True(Directory.Exists(ContentOf(gone)));
    }

    [Fact]
    public async Task They_are_looked_for_at_start_and_once_a_day()
    {
        await StartWithPartAsync("k");
        await RestartAfterAsync(TimeSpan.FromDays(8));
        await UntilNoneAsync();

        var later = await Pool.Service<UploadStore>().CreateAsync(Bucket, "later", new ObjectHeaders(), null, Cancellation);
        Assert.Equal([later.Id], Uploads());
        for (var day = 0; day < 8; day++) _time.Advance(TimeSpan.FromDays(1));
        await UntilNoneAsync();
    }

    private async Task<string> StartWithPartAsync(string key)
    {
        var upload = await Pool.StartUploadAsync(key, Cancellation);
        await Pool.PutPartAsync(key, upload, 1, Bytes(100), Cancellation);
        return upload;
    }

    private async Task RestartAfterAsync(TimeSpan time)
    {
        await Pool.DisposeAsync();
        _time.Advance(time);
        Pool = await PoolServer.StartAsync(Folder, _time);
    }

    private async Task UntilNoneAsync()
    {
        while (Uploads().Length > 0) await Task.Delay(5, Cancellation);
    }

    private string[] Uploads() =>
        Sorted([.. Directory.GetFiles(Path.Combine(Folder, Bucket, "uploads")).Select(f => Path.GetFileNameWithoutExtension(f)!)]);

    private static string[] Sorted(params string[] ids) => [.. ids.Order(StringComparer.Ordinal)];

    private string ContentOf(string upload) => Path.Combine(Folder, Bucket, "content", upload);
}
