using System.Net;
using System.Text;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Bss.Tests.Proven;
using DreamLake.Lambda;
using Xunit;

namespace DreamLake.Bss.Tests.Streaming;

/// <summary>What version 0.1 split lies where a space's contents share it, and goes with the last of the media that have it.</summary>
public sealed class SharedSplitTests(Lake lake) : IAsyncLifetime
{
    private readonly string _space = "shared-" + Guid.NewGuid().ToString("N")[..12];
    private BssHost _bss = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Place => StreamKeys.SharedPlace("alice", _space);

    public async ValueTask InitializeAsync() => _bss = await BssHost.StartAsync(lake.PoolAddress);

    public ValueTask DisposeAsync() => _bss.DisposeAsync();

    [Fact]
    public async Task A_segment_goes_with_the_last_playlist_that_lists_it()
    {
        // A clip, and the same clip with more behind it: their first segment is one object.
        var (clip, longer) = (await SplitAsync("/clip.mp4", "p1", "s1", "s2"), await SplitAsync("/longer.mp4", "p2", "s1", "s3"));
        await _bss.S3.PutObjectAsync(
            new() { BucketName = BssHost.Bucket, Key = StreamKeys.Picture(Place, "poster"), ContentBody = "x" }, Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, await _bss.PurgeAsync(clip, "/videos"));
        await _bss.TidyAsync(TimeSpan.FromHours(1));
        Assert.Equal(["pictures/poster.jpg", "playlists/p2.m3u8", "segments/s1.ts", "segments/s3.ts"], await SplitKeysAsync());

        Assert.Equal(HttpStatusCode.NoContent, await _bss.PurgeAsync(longer, "/videos"));
        await _bss.TidyAsync(TimeSpan.FromHours(1));
        Assert.Empty(await SplitKeysAsync());
    }

    private async Task<string> SplitAsync(string name, string playlist, params string[] segments)
    {
        using var client = _bss.Client();
        var content = Encoding.UTF8.GetBytes(Guid.NewGuid().ToString());
        Assert.Equal(HttpStatusCode.OK, await client.UploadAsync(_space, content, tellsDigest: true));
        using var answer = await client.SendAsync("/videos", ContentLake.RegistrationOf(_space, content, tellsDigest: true, name));
        var id = (await answer.ReadAsync()).GetProperty("id").GetString()!;
        var split = _bss.SignedUrl.Sign("POST", new Uri(_bss.Address, $"/videos/{id}/split?asset=a1"), TimeSpan.FromHours(1));
        using var asked = await lake.Anonymous.PostAsync(split, null, Cancellation);
        await _bss.EndJobAsync(id, "Done", $$"""{"durationSec":1,"streams":["{{playlist}}"],"poster":"poster"}""");
        var lines = segments.Select(segment => $"#EXTINF:2.0,\n../chunks/{segment}.ts\n");
        await StoreAsync(StreamKeys.Playlist(Place, playlist), $"#EXTM3U\n{string.Concat(lines)}#EXT-X-ENDLIST\n");
        foreach (var segment in segments) await StoreAsync(StreamKeys.Segment(Place, segment), segment);
        return id;
    }

    private async Task StoreAsync(string key, string text) =>
        await _bss.S3.PutObjectAsync(new() { BucketName = BssHost.Bucket, Key = key, ContentBody = text }, Cancellation);

    private async Task<IReadOnlyList<string>> SplitKeysAsync() =>
        [.. ((await _bss.S3.ListObjectsV2Async(new() { BucketName = BssHost.Bucket, Prefix = $"{Place}/" }, Cancellation)).S3Objects ?? [])
            .Select(item => item.Key[(Place.Length + 1)..])
            .Where(key => key.Split('/')[0] is "playlists" or "segments" or "pictures").Order(StringComparer.Ordinal)];
}
