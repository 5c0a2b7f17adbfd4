using System.Diagnostics;
using DreamLake.Hosting;
using DreamLake.Hosting.Tokens;
using DreamLake.Page;
using DreamLake.Protocol;
using DreamLake.Server;
using DreamLake.Testing.Engines.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Lake;

/// <summary>What somebody waits for who looks at a lake of 100,000 assets: whole answers of the page, over loopback.</summary>
/// <remarks>BSS is a stand-in that answers at once, so that what is measured is DreamLake Server and its tables.</remarks>
internal static class PageViews
{
    private static readonly (string Address, string Namespace)[] Views =
    [
        ("/", ManyAssets.Everyone), ("/", "alice"), ("/tree/alice", "alice"), ("/tree/alice/space-0", "alice"),
        ("/tree/alice/space-0/episode-0007?folder=camera/front", "alice"), ("/tree/bob/flat", "bob"), ("/tree/bob/flat/one", "bob"),
        ("/tree/bob/flat/one?folder=camera", "bob"), ("/tree/carol/loose", "carol"), ("/search", ManyAssets.Everyone),
        ("/search?page=200", ManyAssets.Everyone), ("/search?q=clip-059999", ManyAssets.Everyone),
        ("/search?q=nothing-is-called-so", ManyAssets.Everyone), ("/search?q=nothing-is-called-so", "alice"),
        ("/search?type=label-track", "alice"), ("/search?status=failed", ManyAssets.Everyone),
        ("/asset/id-000000", "alice"), ("/episode/alice/space-0/episode-0007", "alice"),
    ];

    public static async Task MeasureAsync(string folder, int runs)
    {
        await MeasureAsync("SQLite", $"Data Source={Path.Combine(folder, "page.db")}", runs);
        if (PostgresServer.Missing is { } missing)
        {
            Console.Error.WriteLine($"Without PostgreSQL: {missing}");
            return;
        }

        await using var postgres = await PostgresServer.StartAsync(CancellationToken.None);
        await MeasureAsync("PostgreSQL", await postgres.CreateDatabaseAsync(CancellationToken.None), runs);
    }

    private static async Task MeasureAsync(string engine, string database, int runs)
    {
        var keys = LakeKeys.Create();
        await using var bss = await HostedLake.StartAppAsync(_ => { }, app => app.MapFallback(AnswerStatuses));
        await using var server = await HostedLake.StartAppAsync(
            services => services.AddLakeHosting(keys).AddTokenTable(database)
                .AddDreamLakeServer(new ServerOptions { Database = database, BssUrl = new Uri(bss.Urls.Single()) }).AddLakePage(),
            app =>
            {
                app.UseLakePage();
                app.UseLakeHosting().MapDreamLakeServer();
                app.MapLakePage();
            });
        await ManyAssets.AddAsync(database);
        using var client = new HttpClient { BaseAddress = new Uri(server.Urls.Single()) };
        foreach (var (address, @namespace) in Views)
        {
            var figures = new Figures($"{engine}: `{address}`, of {@namespace}");
            var token = LakeTokens.Mint(keys, @namespace, @namespace == ManyAssets.Everyone, TimeSpan.FromHours(1), TimeProvider.System);
            var first = await TimedAsync(client, address, token);
            for (var run = 0; run < runs; run++) figures.Add((await TimedAsync(client, address, token)).Seconds);
            figures.Write($"the first {first.Seconds:0.000} s; {first.Bytes / 1000.0:0.0} kB; bar: 0.100 s");
        }
    }

    private static async Task<(double Seconds, long Bytes)> TimedAsync(HttpClient client, string address, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new("Bearer", token);
        var watch = Stopwatch.StartNew();
        using var answer = await client.SendAsync(request);
        var page = await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        return (watch.Elapsed.TotalSeconds, page.Length);
    }

    private static IResult AnswerStatuses(HttpRequest request) => Results.Json(
        [.. request.Query["ids"].ToString().Split(',').Select(id => new MediaStatus(id, AssetStatus.Ready, null, ["5eed"], null))],
        ProtocolJson.Default.IReadOnlyListMediaStatus);
}
