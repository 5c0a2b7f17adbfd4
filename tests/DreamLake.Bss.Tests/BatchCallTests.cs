using System.Net;
using System.Text;
using System.Text.Json;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Bss.Tests.Proven;
using DreamLake.Testing.Engines.Ceph;
using DreamLake.Testing.Engines.Postgres;
using Xunit;

namespace DreamLake.Bss.Tests;

/// <summary>Many uploads in one call of each step: each item is answered as the single call, whatever becomes of the others.</summary>
public abstract class BatchCallTests : IAsyncLifetime
{
    private const string Multipart = "/labels/upload/multipart";
    private static readonly HttpClient Anonymous = new();
    private HttpClient _alice = null!;

    public static TheoryData<string> Calls => [$"{Multipart}/init-batch", $"{Multipart}/complete-batch", "/labels/batch"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<HttpClient> OpenAsync();

    public async ValueTask InitializeAsync() => _alice = await OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Thirty_files_come_to_be_stored_and_registered_by_three_calls_and_their_PUTs()
    {
        var project = Project();
        var contents = Enumerable.Range(0, 30).Select(ContentOf).ToArray();

        var begun = await SendAsync("init-batch", contents.Select(content => InitItem(project, content)));
        var parts = await Task.WhenAll(begun.Select(async (upload, i) => CompleteOf(upload, await PutAsync(upload, contents[i]))));
        Assert.All(
            await SendAsync("complete-batch", parts), answer => Assert.Equal("""{"success":true}""", answer.GetRawText()));
        var registered = await _alice.PostAsync("/labels/batch", Items(
            contents.Select((content, i) => ContentLake.RegistrationOf(project, content, tellsDigest: true, $"/{i}.jsonl"))));

        foreach (var (media, i) in registered.GetProperty("items").EnumerateArray().Select((media, i) => (media, i)))
        {
            Assert.Equal(ContentLake.Digest(contents[i]), media.GetProperty("verified").GetProperty("sha256").GetString());
            Assert.Equal(1, media.GetProperty("entryCount").GetInt32());
            await _alice.AssertServesAsync(media.GetProperty("id").GetString(), contents[i]);
        }

        // Asked again, each is answered as it was.
        Assert.Equal("""{"success":true}""", (await SendAsync("complete-batch", parts))[7].GetRawText());
        var again = await SendAsync("init-batch", [InitItem(project, contents[3])]);
        Assert.True(again[0].GetProperty("stored").GetBoolean());
        Assert.False(again[0].TryGetProperty("parts", out _));
    }

    [Fact]
    public async Task An_item_that_is_wrong_is_refused_alone_and_in_its_place()
    {
        var (project, content) = (Project(), ContentOf(1));
        var good = InitItem(project, content);

        var begun = await SendAsync("init-batch",
        [
            good, new { owner = "bob", project, hash = ContentLake.Digest(content)[..16] }, 5, null!, new { owner = 5 }, "text",
            new { owner = "alice", project }, good, new { owner = "alice", project, hash = "0123456789abcdef", sign = new[] { 0 } },
            new { owner = "alice", project, hash = "0123456789abcdef", sign = new[] { 1 }, checksums = new { a = "b" } },
        ]);

        Assert.Equal([0, 403, 400, 400, 400, 400, 400, 0, 400, 400], begun.Select(StatusOf));
        Assert.Contains("may not use", begun[1].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("'hash'", begun[6].GetProperty("detail").GetString(), StringComparison.Ordinal);
        // Twice the same content is two uploads; both come to the same bytes.
        var first = CompleteOf(begun[0], await PutAsync(begun[0], content));
        var both = new[] { first, CompleteOf(begun[7], await PutAsync(begun[7], content)) };
        var completed = await SendAsync("complete-batch", [new { uploadId = "unknown", key = $"alice/{project}/staging/0123456789abcdef",
            parts = new[] { new { partNumber = 1, etag = "a" } } }, both[0], both[1], both[0], new { uploadId = "a", key = "b" }]);
        Assert.Equal([404, 0, 0, 0, 400], completed.Select(StatusOf));
        Assert.Contains("NoSuchUpload", completed[0].GetProperty("detail").GetString(), StringComparison.Ordinal);

        var item = ContentLake.RegistrationOf(project, content, tellsDigest: true);
        var registered = (await _alice.PostAsync("/labels/batch", Items([item, item, new { name = "/a.jsonl", owner = "bob" },
            ContentLake.RegistrationOf(project, ContentOf(2), tellsDigest: true)]))).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([0, 0, 403, 404], registered.Select(StatusOf));
        Assert.Equal(registered[0].GetProperty("id").GetString(), registered[1].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Of_two_contents_under_one_name_each_item_gets_its_own()
    {
        var project = Project();
        var pair = new[] { ContentLake.A, ContentLake.B };
        var begun = await SendAsync("init-batch", pair.Select(content => InitItem(project, content)));
        var parts = await Task.WhenAll(begun.Select(async (upload, i) => CompleteOf(upload, await PutAsync(upload, pair[i]))));
        Assert.All(await SendAsync("complete-batch", parts), answer => Assert.Equal(0, StatusOf(answer)));
        var registered = (await _alice.PostAsync("/labels/batch", Items(
            pair.Select(content => ContentLake.RegistrationOf(project, content, tellsDigest: true))))).GetProperty("items");
        for (var i = 0; i < 2; i++) await _alice.AssertServesAsync(registered[i].GetProperty("id").GetString(), pair[i]);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Nothing_is_a_batch_and_more_than_a_hundred_are_none(string call)
    {
        Assert.Equal("""{"items":[]}""", (await _alice.PostAsync(call, Items([]))).GetRawText());
        Assert.Equal(100, (await _alice.PostAsync(call, Items(Enumerable.Repeat<object>(1, 100)))).GetProperty("items").GetArrayLength());
        Assert.Contains("at most 100 items; these are 101", await _alice.SendAsync(call, Items(Enumerable.Repeat<object>(1, 101)))
            .RefusedAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("'items' is missing", await _alice.SendAsync(call, new { })
            .RefusedAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        await _alice.SendAsync(call, new { items = 5 }).RefusedAsync(HttpStatusCode.BadRequest);
        using var stranger = new HttpClient { BaseAddress = _alice.BaseAddress };
        await stranger.SendAsync(call, Items([])).RefusedAsync(HttpStatusCode.Unauthorized);
    }

    private static string Project() => $"batch-{Guid.NewGuid():N}";

    private static byte[] ContentOf(int number) => Encoding.UTF8.GetBytes($"{{\"t\":{number}}}\n");

    private static object Items(IEnumerable<object> items) => new { items };

    private static int StatusOf(JsonElement answer) =>
        answer.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number ? status.GetInt32() : 0;

    private static object InitItem(string project, byte[] content) => new
    {
        owner = "alice", project, hash = ContentLake.Digest(content)[..16], contentType = "application/jsonl",
        sha256 = ContentLake.Digest(content), size = content.Length, sign = new[] { 1 }, expiresIn = 900,
    };

    private static object CompleteOf(JsonElement upload, string etag) => new
    {
        uploadId = upload.GetProperty("uploadId").GetString(), key = upload.GetProperty("key").GetString(),
        parts = new[] { new { partNumber = 1, etag } },
    };

    private static async Task<string> PutAsync(JsonElement upload, byte[] content)
    {
        using var put = await Anonymous.PutAsync(
            upload.GetProperty("parts").GetProperty("1").GetString(), new ByteArrayContent(content), Cancellation);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(Cancellation));
        return put.Headers.ETag!.Tag;
    }

    private async Task<IReadOnlyList<JsonElement>> SendAsync(string call, IEnumerable<object> items) =>
        [.. (await _alice.PostAsync($"{Multipart}/{call}", Items(items))).GetProperty("items").EnumerateArray()];
}

/// <summary>On SQLite and the embedded pool.</summary>
public sealed class BatchCallsOnSqliteTests(Lake lake) : BatchCallTests
{
    protected override Task<HttpClient> OpenAsync() => Task.FromResult(lake.Bss.Client());
}

/// <summary>On PostgreSQL and the embedded pool.</summary>
public sealed class BatchCallsOnPostgresTests(Lake lake, PostgresFixture postgres) : BatchCallTests, IClassFixture<PostgresFixture>
{
    private BssHost? _host;

    public override async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override async Task<HttpClient> OpenAsync()
    {
        var database = await postgres.Engine.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        _host = await BssHost.StartAsync(lake.PoolAddress, change: options => options with { Database = database });
        return _host.Client();
    }
}

/// <summary>On Ceph.</summary>
public sealed class BatchCallsOnCephTests(CephFixture ceph) : BatchCallTests, IClassFixture<CephFixture>
{
    private BssHost? _host;

    public override async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override async Task<HttpClient> OpenAsync()
    {
        var endpoint = ceph.Engine.Endpoint;
        _host = await BssHost.StartAsync(endpoint.Address, secretKey: endpoint.SecretKey, accessKey: endpoint.AccessKey);
        await _host.S3.PutBucketAsync(BssHost.Bucket);
        return _host.Client();
    }
}
