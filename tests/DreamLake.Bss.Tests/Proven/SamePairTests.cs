using System.Net;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Testing.Engines.Ceph;
using DreamLake.Testing.Engines.Postgres;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>Two contents with the same 16 digits: both kept where the client tells the whole digest, else the second is refused.</summary>
public abstract class SamePairTests : IAsyncLifetime
{
    private HttpClient _first = null!;
    private HttpClient _second = null!;

    public static TheoryData<bool> Orders => [false, true];

    protected abstract Task<(HttpClient First, HttpClient Second)> OpenAsync();

    public async ValueTask InitializeAsync() => (_first, _second) = await OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Both_are_kept_where_the_client_tells_the_digest(bool reversed)
    {
        var project = Project();
        var (one, other) = reversed ? (ContentLake.B, ContentLake.A) : (ContentLake.A, ContentLake.B);
        Assert.Equal(HttpStatusCode.OK, await _first.UploadAsync(project, one, tellsDigest: true));
        Assert.Equal(HttpStatusCode.OK, await _second.UploadAsync(project, other, tellsDigest: true));
        await AssertBothAsync(project);
        Assert.Equal(HttpStatusCode.Conflict, (await _first.RegisterAsync(project, one, tellsDigest: false, "/which.jsonl")).Status);
        Assert.True((await _second.InitAsync(project, one, tellsDigest: true)).GetProperty("stored").GetBoolean());
    }

    [Fact]
    public async Task Both_are_kept_where_they_come_at_once()
    {
        var project = Project();
        var answers = await Task.WhenAll(
            _first.UploadAsync(project, ContentLake.A, tellsDigest: true), _second.UploadAsync(project, ContentLake.B, tellsDigest: true));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        await AssertBothAsync(project);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task The_second_is_refused_and_stays_so_where_no_digest_is_told(bool reversed)
    {
        var project = Project();
        var (one, other) = reversed ? (ContentLake.B, ContentLake.A) : (ContentLake.A, ContentLake.B);
        Assert.Equal(HttpStatusCode.OK, await _first.UploadAsync(project, one, tellsDigest: false));
        var (_, id) = await _first.RegisterAsync(project, one, tellsDigest: false);
        var complete = await _second.SendPartAsync(project, other, tellsDigest: false);
        for (var time = 0; time < 3; time++)
            Assert.Contains("Another content", await _second.CompleteAsync(complete)
                .RefusedAsync(HttpStatusCode.Conflict), StringComparison.Ordinal);
        await _first.AssertServesAsync(id, one);
        Assert.Equal(id, (await _second.RegisterAsync(project, other, tellsDigest: false)).Id);
    }

    [Fact]
    public async Task One_of_two_that_come_at_once_without_a_digest_is_stored()
    {
        for (var round = 0; round < 5; round++)
        {
            var project = Project();
            byte[][] contents = [ContentLake.A, ContentLake.B];
            var bodies =
                await Task.WhenAll(_first.SendPartAsync(project, contents[0], false), _second.SendPartAsync(project, contents[1], false));
            var answers = await Task.WhenAll(_first.CompleteAsync(bodies[0]), _second.CompleteAsync(bodies[1]));
            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
            var stored = contents[answers[0].IsSuccessStatusCode ? 0 : 1];
            await _first.AssertServesAsync((await _first.RegisterAsync(project, stored, tellsDigest: false)).Id, stored);
        }
    }

    [Fact]
    public async Task The_same_content_again_ends_well_with_and_without_a_digest()
    {
        var project = Project();
        Assert.Equal(HttpStatusCode.OK, await _first.UploadAsync(project, ContentLake.A, tellsDigest: false));
        var (_, id) = await _first.RegisterAsync(project, ContentLake.A, tellsDigest: false);
        Assert.Equal(HttpStatusCode.OK, await _second.UploadAsync(project, ContentLake.A, tellsDigest: false));
        Assert.True((await _second.InitAsync(project, ContentLake.A, tellsDigest: true)).GetProperty("stored").GetBoolean());
        Assert.Equal(id, (await _second.RegisterAsync(project, ContentLake.A, tellsDigest: true)).Id);
        await _first.AssertServesAsync(id, ContentLake.A);
    }

    private async Task AssertBothAsync(string project)
    {
        var (_, a) = await _first.RegisterAsync(project, ContentLake.A, tellsDigest: true);
        var (_, b) = await _second.RegisterAsync(project, ContentLake.B, tellsDigest: true);
        Assert.NotEqual(a, b);
        await _first.AssertServesAsync(a, ContentLake.A);
        await _second.AssertServesAsync(b, ContentLake.B);
        foreach (var (id, content) in new[] { (a, ContentLake.A), (b, ContentLake.B) })
        {
            var status = await _first.StatusAsync(id!, status => status.TryGetProperty("verified", out _));
            Assert.Equal(ContentLake.Digest(content), status.GetProperty("verified").GetProperty("sha256").GetString());
        }
    }

    private static string Project() => "pair-" + Guid.NewGuid().ToString("N")[..12];
}

/// <summary>One BSS on the embedded pool and SQLite.</summary>
public sealed class SamePairOnThePoolTests(Lake lake) : SamePairTests
{
    protected override Task<(HttpClient First, HttpClient Second)> OpenAsync() => Task.FromResult((lake.Bss.Client(), lake.Bss.Client()));
}

/// <summary>Two BSS on one PostgreSQL and the embedded pool.</summary>
public sealed class SamePairOnTwoHostsTests(Lake lake, PostgresFixture postgres) : SamePairTests, IClassFixture<PostgresFixture>
{
    private readonly Stack<BssHost> _hosts = new();

    public override async ValueTask DisposeAsync()
    {
        while (_hosts.TryPop(out var host)) await host.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override async Task<(HttpClient First, HttpClient Second)> OpenAsync()
    {
        var database = await postgres.Engine.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var first = await BssHost.StartAsync(lake.PoolAddress, change: options => options with { Database = database });
        _hosts.Push(first);
        var second = await BssHost.StartAsync(lake.PoolAddress, keys: first.Keys, change: options => options with { Database = database });
        _hosts.Push(second);
        return (first.Client(), second.Client());
    }
}

/// <summary>One BSS on Ceph.</summary>
public sealed class SamePairOnCephTests(CephFixture ceph) : SamePairTests, IClassFixture<CephFixture>
{
    private BssHost? _host;

    public override async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override async Task<(HttpClient First, HttpClient Second)> OpenAsync()
    {
        var endpoint = ceph.Engine.Endpoint;
        _host = await BssHost.StartAsync(endpoint.Address, secretKey: endpoint.SecretKey, accessKey: endpoint.AccessKey);
        await _host.S3.PutBucketAsync(BssHost.Bucket);
        return (_host.Client(), _host.Client());
    }
}
