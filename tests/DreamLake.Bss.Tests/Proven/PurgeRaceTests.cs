using System.Net;
using System.Text;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Testing.Engines.Postgres;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>
/// One purges a content while another uploads it and a third reads it: none goes while a medium refers to it, and none stays for ever.
/// </summary>
public abstract class PurgeRaceTests : IAsyncLifetime
{
    private const int Rounds = 200;
    private const int AtOnce = 8;

    private readonly Stack<BssHost> _hosts = new();
    private readonly string _project = "purge-" + Guid.NewGuid().ToString("N")[..12];

    protected abstract Task<IReadOnlyList<BssHost>> StartAsync();

    public async ValueTask InitializeAsync()
    {
        foreach (var host in await StartAsync()) _hosts.Push(host);
    }

    public async ValueTask DisposeAsync()
    {
        while (_hosts.TryPop(out var host)) await host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task No_content_goes_while_a_medium_refers_to_it_and_none_stays_for_ever()
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Rounds), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (round, _) => await RaceAsync(round));
        await _hosts.Peek().RemoveDueAsync(TimeSpan.FromHours(1));
        Assert.Equal(0, await _hosts.Peek().CountContentsAsync(_project));
        var left = await _hosts.Peek().S3.ListObjectsV2Async(
            new() { BucketName = BssHost.Bucket, Prefix = $"alice/{_project}/" }, TestContext.Current.CancellationToken);
        Assert.Empty(left.S3Objects ?? []);
    }

    private async Task RaceAsync(int round)
    {
        var (one, other) = (_hosts.First(), _hosts.Last());
        using var client = one.Client();
        using var second = other.Client();
        var content = Encoding.UTF8.GetBytes($"{{\"round\":{round}}}\n");
        var former = await client.StoreAsync(_project, content, $"/{round}/a.jsonl");

        var purging = one.PurgeAsync(former);
        var storing = second.StoreAsync(_project, content, $"/{round}/b.jsonl");
        var reading = ReadAsync(second, former, content);
        await Task.WhenAll(purging, storing, reading);
        Assert.Equal(HttpStatusCode.NoContent, await purging);

        await client.AssertServesAsync(await storing, content);
        await one.RemoveDueAsync(TimeSpan.Zero);
        await second.AssertServesAsync(await storing, content);
        Assert.Equal(HttpStatusCode.NoContent, await other.PurgeAsync(await storing));
    }

    // Who is given an address is given the bytes.
    private static async Task ReadAsync(HttpClient client, string id, byte[] content)
    {
        while (true)
        {
            using var answer = await client.GetAsync($"/labels/{id}/download", TestContext.Current.CancellationToken);
            if (answer.StatusCode == HttpStatusCode.NotFound) return;
            using var anonymous = new HttpClient();
            var url = (await answer.ReadAsync()).GetProperty("url").GetString();
            Assert.Equal(content, await anonymous.GetByteArrayAsync(url, TestContext.Current.CancellationToken));
        }
    }
}

/// <summary>On one BSS with SQLite.</summary>
public sealed class PurgeRacesOnThePoolTests(Lake lake) : PurgeRaceTests
{
    protected override async Task<IReadOnlyList<BssHost>> StartAsync() => [await BssHost.StartAsync(lake.PoolAddress)];
}

/// <summary>On two BSS with one PostgreSQL.</summary>
public sealed class PurgeRacesOnTwoHostsTests(Lake lake, PostgresFixture postgres) : PurgeRaceTests, IClassFixture<PostgresFixture>
{
    protected override async Task<IReadOnlyList<BssHost>> StartAsync()
    {
        var database = await postgres.Engine.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var first = await BssHost.StartAsync(lake.PoolAddress, change: options => options with { Database = database });
        return [first, await BssHost.StartAsync(
            lake.PoolAddress, keys: first.Keys, change: options => options with { Database = database })];
    }
}
