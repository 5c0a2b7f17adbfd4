using System.Net;
using System.Text;
using System.Text.Json;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Bss.Tests.Proven;
using DreamLake.Hosting.Limits;
using DreamLake.Protocol;
using DreamLake.Testing.Engines.Postgres;
using Xunit;

namespace DreamLake.Bss.Tests.Limits;

/// <summary>
/// What a namespace may have, held by two hosts on one database: nothing goes past it, and nothing that ended keeps its room.
/// </summary>
public abstract class QuotaTests : IAsyncLifetime
{
    private const int Clients = 100;
    private const int Fitting = 20;
    private readonly string _project = "quota-" + Guid.NewGuid().ToString("N")[..12];
    private readonly Stack<HttpClient> _clients = new();
    private IReadOnlyList<BssHost> _hosts = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<IReadOnlyList<BssHost>> StartAsync();

    public async ValueTask InitializeAsync()
    {
        _hosts = await StartAsync();
        foreach (var host in _hosts) _clients.Push(host.Client());
    }

    public async ValueTask DisposeAsync()
    {
        while (_clients.TryPop(out var client)) client.Dispose();
        foreach (var host in _hosts.Reverse()) await host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Hundred_clients_at_the_last_byte_exceed_by_nothing()
    {
        var size = Content(0).Length;
        await LimitAsync(limits => limits with { Bytes = (Fitting * size) + size - 1 });

        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(one => InitAsync(one)));
        var begun = Enumerable.Range(0, Clients).Where(one => answers[one].IsSuccessStatusCode).ToList();
        Assert.Equal(Fitting, begun.Count);
        Assert.All(answers.Where(answer => !answer.IsSuccessStatusCode), answer =>
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode));
        await AssertUsageAsync(Fitting * size, Fitting, Fitting);

        await Task.WhenAll(begun.Select(async one => await CompleteAsync(one, await answers[one].ReadAsync())));
        await AssertUsageAsync(Fitting * size, Fitting, 0);
        var refused = Enumerable.Range(0, Clients).First(one => !begun.Contains(one));
        var detail = await InitAsync(refused).RefusedAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.StartsWith(QuotaWord.Exceeded + ":", detail, StringComparison.Ordinal);

        // What is there already takes no room, and what was purged gives its own back.
        var stored = await First.InitAsync(_project, Content(begun[1]), tellsDigest: true);
        Assert.True(stored.GetProperty("stored").GetBoolean());
        var id = await First.RegisteredAsync(_project, Content(begun[0]), tellsDigest: true);
        Assert.Equal(HttpStatusCode.NoContent, await _hosts[0].PurgeAsync(id));
        await CompleteAsync(refused, await (await InitAsync(refused)).ReadAsync());
        await AssertUsageAsync(Fitting * size, Fitting, 0);
    }

    [Fact]
    public async Task Uploads_under_way_are_as_many_as_may_be_and_wait_for_one_another()
    {
        await LimitAsync(limits => limits with { OpenUploads = 7 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(one => InitAsync(one)));
        var begun = answers.Where(answer => answer.IsSuccessStatusCode).ToList();
        Assert.Equal(7, begun.Count);
        Assert.All(answers.Except(begun), answer =>
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
        });

        var (uploadId, key) = NamesOf(await begun[0].ReadAsync());
        await First.PostAsync("/labels/upload/multipart/abort", new { uploadId, key });
        Assert.Equal(HttpStatusCode.OK, (await InitAsync(40)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await InitAsync(41)).StatusCode);
    }

    [Fact]
    public async Task Batch_takes_what_has_room_and_refuses_the_rest_item_by_item()
    {
        await LimitAsync(limits => limits with { Objects = 5 });
        var items = Enumerable.Range(0, 12).Select(one => ContentLake.InitOf(_project, Content(one), tellsDigest: true));
        var answer = await First.PostAsync("/labels/upload/multipart/init-batch", new { items });
        var refused = answer.GetProperty("items").EnumerateArray().Where(item => item.TryGetProperty("status", out _)).ToList();
        Assert.Equal(7, refused.Count);
        Assert.All(refused, item => Assert.Equal(413, item.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task Upload_that_told_no_size_is_refused_when_it_is_completed_and_goes_on_when_there_is_room()
    {
        var content = Content(1);
        await LimitAsync(limits => limits with { Bytes = content.Length - 1 });
        var complete = await First.SendPartAsync(_project, content, tellsDigest: false);
        await First.CompleteAsync(complete).RefusedAsync(HttpStatusCode.RequestEntityTooLarge);
        await AssertUsageAsync(0, 1, 1);

        await LimitAsync(limits => limits with { Bytes = content.Length });
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            using var answer = await First.CompleteAsync(complete);
            if (answer.IsSuccessStatusCode) break;
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
            await Task.Delay(100, patience.Token);
        }

        await AssertUsageAsync(content.Length, 1, 0);
        await First.AssertServesAsync(await First.RegisteredAsync(_project, content, tellsDigest: false), content);
    }

    [Fact]
    public async Task Requests_of_a_second_are_counted_over_both_hosts()
    {
        await LimitAsync(limits => limits with { RequestsPerSecond = 20 });
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(one =>
            ClientOf(one).GetAsync("/labels/status?ids=none", Cancellation)));
        var seconds = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - before + 1;
        var answered = answers.Count(answer => answer.IsSuccessStatusCode);
        Assert.InRange(answered, 1, 20 * seconds);
        Assert.All(answers.Where(answer => !answer.IsSuccessStatusCode), answer =>
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        });
        // What an admin looks at is not counted.
        Assert.Equal(HttpStatusCode.OK, (await First.GetAsync("/usage", Cancellation)).StatusCode);
    }

    private HttpClient First => ClientOf(0);

    private HttpClient ClientOf(int number) => _clients.ElementAt(number % _clients.Count);

    private static byte[] Content(int number) => Encoding.UTF8.GetBytes($"{{\"number\":{number + 1000}}}\n");

    private static (string UploadId, string Key) NamesOf(JsonElement begun) =>
        (begun.GetProperty("uploadId").GetString()!, begun.GetProperty("key").GetString()!);

    private Task LimitAsync(Func<NamespaceLimits, NamespaceLimits> set) =>
        _hosts[0].LimitAsync(set(new NamespaceLimits { Namespace = "alice" }));

    private Task<HttpResponseMessage> InitAsync(int number) =>
        ClientOf(number).SendAsync("/labels/upload/multipart/init", ContentLake.InitOf(_project, Content(number), tellsDigest: true));

    private async Task CompleteAsync(int number, JsonElement begun)
    {
        var (uploadId, key) = NamesOf(begun);
        var etag = await ClientOf(number).PutPartAsync(uploadId, key, Content(number));
        await (await ClientOf(number).CompleteAsync(new { uploadId, key, parts = new[] { new { partNumber = 1, etag } } })).ReadAsync();
    }

    private async Task AssertUsageAsync(long bytes, long objects, long openUploads)
    {
        var usage = await First.ReadAsync("/usage");
        Assert.Equal(
            (bytes, objects, openUploads),
            (usage.GetProperty("bytes").GetInt64(), usage.GetProperty("objects").GetInt64(), usage.GetProperty("openUploads").GetInt64()));
    }
}

/// <summary>Two BSS on one SQLite.</summary>
public sealed class QuotasOnSqliteTests(Lake lake) : QuotaTests
{
    protected override async Task<IReadOnlyList<BssHost>> StartAsync()
    {
        var bucket = await lake.NewBucketAsync();
        var first = await BssHost.StartAsync(lake.PoolAddress, change: options => options with { Bucket = bucket });
        return [first, await first.StartBesideAsync(change: options => options with { Bucket = bucket })];
    }
}

/// <summary>Two BSS on one PostgreSQL.</summary>
public sealed class QuotasOnPostgresTests(Lake lake, PostgresFixture postgres) : QuotaTests, IClassFixture<PostgresFixture>
{
    protected override async Task<IReadOnlyList<BssHost>> StartAsync()
    {
        var database = await postgres.Engine.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var bucket = await lake.NewBucketAsync();
        var first = await BssHost.StartAsync(
            lake.PoolAddress, change: options => options with { Database = database, Bucket = bucket });
        return [first, await BssHost.StartAsync(
            lake.PoolAddress, keys: first.Keys, change: options => options with { Database = database, Bucket = bucket })];
    }
}
