using System.Net;
using System.Text;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Lambda;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>Media in the trash, and what of their contents goes when they are purged.</summary>
public sealed class TrashTests(Lake lake) : IAsyncLifetime
{
    private readonly string _project = "trash-" + Guid.NewGuid().ToString("N")[..12];
    private readonly byte[] _content = Encoding.UTF8.GetBytes($"{{\"text\":\"{Guid.NewGuid():N}\"}}\n");
    private BssHost _bss = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bss = await BssHost.StartAsync(lake.PoolAddress);
        _client = _bss.Client();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _bss.DisposeAsync();
    }

    [Fact]
    public async Task In_the_trash_it_is_404_everywhere_and_restored_it_is_served()
    {
        var id = await _client.StoreAsync(_project, _content, "/a.jsonl");
        Assert.Equal(HttpStatusCode.NoContent, await _bss.TellAsync(id, TrashWord.Trashed, 1));
        foreach (var path in new[] { "", "/metadata", "/download", "/digests" })
            await _client.GetAsync($"/labels/{id}{path}", Cancellation).RefusedAsync(HttpStatusCode.NotFound);
        Assert.Equal(0, (await _client.ReadAsync($"/labels/status?ids={id}")).GetArrayLength());

        Assert.Equal(HttpStatusCode.NoContent, await _bss.TellAsync(id, TrashWord.Kept, 2));
        await _client.AssertServesAsync(id, _content);
        // A word that comes after a later one changes nothing.
        Assert.Equal(HttpStatusCode.NoContent, await _bss.TellAsync(id, TrashWord.Trashed, 1));
        await _client.AssertServesAsync(id, _content);
    }

    [Fact]
    public async Task Purged_its_bytes_go_and_the_next_upload_of_the_content_has_a_key_of_its_own()
    {
        var id = await _client.StoreAsync(_project, _content, "/a.jsonl");
        Assert.Equal(HttpStatusCode.NoContent, await _bss.PurgeAsync(id));
        // Who was given an address reads on for a while.
        Assert.Single(await KeysAsync());
        Assert.Equal(0, await _bss.CountContentsAsync(_project));

        var again = await _client.StoreAsync(_project, _content, "/a.jsonl");
        Assert.NotEqual(id, again);
        await _bss.TidyAsync(TimeSpan.FromHours(1));
        Assert.Contains("/incoming/", Assert.Single(await KeysAsync()), StringComparison.Ordinal);
        await _client.AssertServesAsync(again, _content);
        // Told again, as after a lost answer, it is still gone.
        Assert.Equal(HttpStatusCode.NoContent, await _bss.TellAsync(id, TrashWord.Purged, 2));
    }

    [Fact]
    public async Task Another_medium_of_the_content_keeps_it_and_the_last_one_takes_it_along()
    {
        var (first, second) =
            (await _client.StoreAsync(_project, _content, "/a.jsonl"), await _client.StoreAsync(_project, _content, "/b.jsonl"));
        Assert.Equal(HttpStatusCode.NoContent, await _bss.PurgeAsync(first));
        await _bss.TidyAsync(TimeSpan.FromHours(1));
        await _client.AssertServesAsync(second, _content);
        Assert.Equal(HttpStatusCode.NoContent, await _bss.PurgeAsync(second));
        await _bss.TidyAsync(TimeSpan.FromHours(1));
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task What_was_split_from_a_content_goes_with_its_bytes_and_not_before()
    {
        var (first, second) =
            (await _client.StoreAsync(_project, _content, "/a.jsonl"), await _client.StoreAsync(_project, _content, "/b.jsonl"));
        var place = StreamKeys.PlaceOf(Assert.Single(await KeysAsync()));
        foreach (var id in new[] { first, second })
        {
            var split = _bss.SignedUrl.Sign("POST", new Uri(_bss.Address, $"/labels/{id}/split?asset=a1"), TimeSpan.FromHours(1));
            using var asked = await _client.PostAsync(split, null, Cancellation);
            await _bss.EndJobAsync(id, "Done", """{"durationSec":1,"streams":["s"]}""", place);
        }

        foreach (var key in new[] { StreamKeys.Segment(place, "s"), StreamKeys.Playlist(place, "p"), StreamKeys.Picture(place, "j") })
            await _bss.S3.PutObjectAsync(new() { BucketName = BssHost.Bucket, Key = key, ContentBody = "x" }, Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, await _bss.PurgeAsync(first));
        await _bss.TidyAsync(TimeSpan.FromHours(1));
        Assert.Equal(4, (await KeysAsync()).Count);
        Assert.Equal(HttpStatusCode.NoContent, await _bss.PurgeAsync(second));
        Assert.Equal(4, (await KeysAsync()).Count);
        await _bss.TidyAsync(TimeSpan.FromHours(1));
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task An_upload_that_was_told_stored_keeps_the_content_until_it_is_registered_or_forgotten()
    {
        var first = await _client.StoreAsync(_project, _content, "/a.jsonl");
        Assert.True((await _client.BeginAsync(_project, _content)).IsStored);
        Assert.Equal(HttpStatusCode.NoContent, await _bss.PurgeAsync(first));
        await _bss.TidyAsync(TimeSpan.FromHours(1));

        var second = await _client.RegisteredAsync(_project, _content, tellsDigest: true, "/b.jsonl");
        await _client.AssertServesAsync(second, _content);
        Assert.True((await _client.BeginAsync(_project, _content)).IsStored);
        Assert.Equal(HttpStatusCode.NoContent, await _bss.PurgeAsync(second));
        await _bss.TidyAsync(TimeSpan.FromDays(29));
        Assert.Single(await KeysAsync());
        // Its upload is forgotten, and then there is nobody who could register it.
        await _bss.TidyAsync(TimeSpan.FromDays(31));
        await _bss.TidyAsync(TimeSpan.FromDays(32));
        Assert.Empty(await KeysAsync());
        Assert.Equal(0, await _bss.CountContentsAsync(_project));
    }

    [Fact]
    public async Task Registered_again_it_is_out_of_the_trash_and_not_purged()
    {
        var id = await _client.StoreAsync(_project, _content, "/a.jsonl");
        Assert.Equal(HttpStatusCode.NoContent, await _bss.TellAsync(id, TrashWord.Trashed, 1));
        Assert.Equal(id, await _client.RegisteredAsync(_project, _content, tellsDigest: true));
        Assert.Equal(HttpStatusCode.Conflict, await _bss.TellAsync(id, TrashWord.Purged, 2));
        await _client.AssertServesAsync(id, _content);
    }

    [Fact]
    public async Task A_word_needs_the_signature_of_the_lake_and_the_mediums_own_namespace()
    {
        var id = await _client.StoreAsync(_project, _content, "/a.jsonl");
        await _client.PostAsync($"/labels/{id}/trash?namespace=alice&state=purged&version=9", null, Cancellation)
            .RefusedAsync(HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.NotFound, await _bss.TellAsync(id, TrashWord.Trashed, 1, owner: "bob"));
        Assert.Equal(HttpStatusCode.NoContent, await _bss.TellAsync(id, TrashWord.Purged, 9, owner: "bob"));
        await _client.AssertServesAsync(id, _content);
    }

    private async Task<IReadOnlyList<string>> KeysAsync() =>
        [.. (await _bss.S3.ListObjectsV2Async(
            new() { BucketName = BssHost.Bucket, Prefix = $"alice/{_project}/" }, Cancellation)).S3Objects?.Select(o => o.Key) ?? []];
}
