using System.Net;
using System.Text;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Testing;
using DreamLake.Testing.Engines.Ceph;
using DreamLake.Testing.Engines.Postgres;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>Many at once under one hash, at two hosts where there are two: one content is stored, and what was stored stays.</summary>
public abstract class RaceTests : IAsyncLifetime
{
    private const int AtOnce = 12;
    private static readonly HttpClient Anonymous = new();
    private HttpClient[] _clients = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient First => _clients[0];

    // How often twelve race.
    private static int Rounds => TestSize.IsFull ? 100 : 10;

    protected abstract Task<HttpClient[]> OpenAsync();

    public async ValueTask InitializeAsync() => _clients = await OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Twelve_completes_at_once_store_one_content()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (project, good) = (Project(), Text($"round {round}"));
            var complete = await First.SendPartAsync(project, good, tellsDigest: round % 2 == 0);
            var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(one => ClientOf(one).CompleteAsync(complete)));
            // S3 may say of one that it is at work already; asked again it is success.
            Assert.All(answers, answer => Assert.True(
                answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.ServiceUnavailable,
                $"round {round}: {answer.StatusCode}"));
            await (await ClientOf(round).CompleteAsync(complete)).ReadAsync();
            await First.AssertServesAsync(await First.RegisteredAsync(project, good, tellsDigest: false), good);
        }
    }

    /// <summary>Six uploads of the registered content and six of other bytes under its hash, all completed at once.</summary>
    [Fact]
    public async Task Twelve_uploads_at_once_leave_a_registered_content_as_it_is()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (project, good) = (Project(), Text($"registered {round}"));
            var id = await First.StoredAsync(project, good, tellsDigest: round % 2 == 0);
            var bodies = new List<object>();
            for (var one = 0; one < AtOnce; one++)
            {
                var sent = one % 2 == 0 ? good : Text($"evil {one}");
                bodies.Add(await ClientOf(one).SendPartAsync(project, good, tellsDigest: false, sent));
            }

            var answers = await Task.WhenAll(bodies.Select((body, one) => ClientOf(one).CompleteAsync(body)));
            for (var one = 0; one < AtOnce; one++)
                Assert.Equal(one % 2 == 0 ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, answers[one].StatusCode);
            await First.AssertServesAsync(id, good);
            Assert.Equal(id, await ClientOf(round).RegisteredAsync(project, good, tellsDigest: true));
        }
    }

    [Fact]
    public async Task Complete_that_races_abort_and_late_puts_stores_the_good_bytes_or_nothing()
    {
        for (var round = 0; round < 3 * Rounds; round++)
        {
            var (project, good) = (Project(), Text($"raced {round}"));
            var complete = await First.SendPartAsync(project, good, tellsDigest: false);
            var (uploadId, key) = ContentLake.NamesOf(complete);
            var urls = await First.PostAsync("/labels/upload/multipart/parts", new { uploadId, key, partNumbers = new[] { 1 } });
            var completing = First.CompleteAsync(complete);
            var aborting = ClientOf(1).SendAsync("/labels/upload/multipart/abort", new { uploadId, key });
            var putting = Anonymous.PutAsync(
                urls.GetProperty("1").GetString(), new ByteArrayContent(Text($"late {round}")), Cancellation);
            await Task.WhenAll(completing, aborting, putting);
            var (status, id) = await First.RegisterAsync(project, good, tellsDigest: false);
            if ((await completing).IsSuccessStatusCode) await First.AssertServesAsync(id, good);
            else if (id is not null) await First.AssertServesAsync(id, good);
            else Assert.Equal(HttpStatusCode.NotFound, status);
        }
    }

    private HttpClient ClientOf(int number) => _clients[number % _clients.Length];

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes($"{{\"text\":\"{text}\"}}\n");

    private static string Project() => "race-" + Guid.NewGuid().ToString("N")[..12];
}

/// <summary>One BSS on the embedded pool and SQLite.</summary>
public sealed class RacesOnThePoolTests(Lake lake) : RaceTests
{
    protected override Task<HttpClient[]> OpenAsync() => Task.FromResult<HttpClient[]>([lake.Bss.Client()]);
}

/// <summary>Two BSS on one PostgreSQL and the embedded pool.</summary>
public sealed class RacesOnTwoHostsTests(Lake lake, PostgresFixture postgres) : RaceTests, IClassFixture<PostgresFixture>
{
    private readonly Stack<BssHost> _hosts = new();

    public override async ValueTask DisposeAsync()
    {
        while (_hosts.TryPop(out var host)) await host.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override async Task<HttpClient[]> OpenAsync()
    {
        var database = await postgres.Engine.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var first = await BssHost.StartAsync(lake.PoolAddress, change: options => options with { Database = database });
        _hosts.Push(first);
        var second = await BssHost.StartAsync(
            lake.PoolAddress, keys: first.Keys, change: options => options with { Database = database });
        _hosts.Push(second);
        return [first.Client(), second.Client()];
    }
}

/// <summary>One BSS on Ceph.</summary>
public sealed class RacesOnCephTests(CephFixture ceph) : RaceTests, IClassFixture<CephFixture>
{
    private BssHost? _host;

    public override async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override async Task<HttpClient[]> OpenAsync()
    {
        var endpoint = ceph.Engine.Endpoint;
        _host = await BssHost.StartAsync(endpoint.Address, secretKey: endpoint.SecretKey, accessKey: endpoint.AccessKey);
        await _host.S3.PutBucketAsync(BssHost.Bucket);
        return [_host.Client()];
    }
}
