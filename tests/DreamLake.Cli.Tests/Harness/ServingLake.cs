using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Team;
using Xunit;

namespace DreamLake.Cli.Tests.Harness;

/// <summary>
/// A lake that serves, and a client with its owner's token: <c>dreamlake serve</c> as a process on free ports, or the team's.
/// </summary>
public sealed class ServingLake : IAsyncDisposable
{
    private readonly Started? _process;
    private readonly TeamLake? _team;

    private ServingLake(Started? process, TeamLake? team, Uri bss, Uri server, string token)
    {
        (_process, _team, Bss, Server, Token) = (process, team, bss, server, token);
        Http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
    }

    public Uri Bss { get; }

    public Uri Server { get; }

    public string Token { get; }

    public HttpClient Http { get; }

    /// <summary>Starts it, with more on its command line: addresses that are named there take the place of the free ones.</summary>
    /// <remarks>With <c>DREAMLAKE_TEST_LAKE=team</c> a lake that is told nothing more is the team's, on PostgreSQL and Ceph.</remarks>
    public static async Task<ServingLake> StartAsync(Machine machine, params string[] more)
    {
        if (more.Length == 0 && TeamEngines.AreAsked) return await StartTeamAsync(machine, await TeamEngines.SharedAsync());
        string[] free = more.Contains("--bss-url") ? [] : ["--bss-url", "http://127.0.0.1:0", "--server-url", "http://127.0.0.1:0"];
        var process = machine.Start(["serve", .. free, .. more]);
        var bss = Value(await process.ReadToAsync("export DREAMLAKE_BSS_URL="));
        var server = Value(await process.ReadToAsync("export DREAMLAKE_REMOTE="));
        var token = await TokenAsync(await process.ReadToAsync("export DREAMLAKE_API_KEY="));
        return new ServingLake(process, null, new Uri(bss), new Uri(server), token);
    }

    /// <summary>Starts the team's: two BSS, two servers and three workers behind a proxy.</summary>
    internal static async Task<ServingLake> StartTeamAsync(Machine machine, TeamEngines engines, string? bucket = null)
    {
        bucket ??= $"team-{Guid.NewGuid():N}";
        var database = await engines.Postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var team = await TeamLake.StartAsync(machine, database, engines.Ceph.Endpoint, bucket);
        return new ServingLake(null, team, team.Bss, team.Server, team.OwnerToken());
    }

    /// <summary>The machine, with the lines that <c>serve</c> printed in its environment.</summary>
    public Machine Use(Machine machine) => machine
        .With("DREAMLAKE_BSS_URL", Bss.AbsoluteUri).With("DREAMLAKE_REMOTE", Server.AbsoluteUri).With("DREAMLAKE_API_KEY", Token);

    public async Task<JsonNode> GetAsync(string pathAndQuery) => JsonNode.Parse(await Http.GetStringAsync(new Uri(Server, pathAndQuery)))!;

    /// <summary>The content of an asset, by the address that the server gives for it.</summary>
    public async Task<byte[]> DownloadAsync(string type, string place, string path)
    {
        var answer = await GetAsync($"/assets/{type}/download?{place}&path={Uri.EscapeDataString(path)}");
        using var plain = new HttpClient();
        return await plain.GetByteArrayAsync(new Uri(answer["url"]!.ToString()));
    }

    /// <summary>SIGKILL, for the command and the lake that it started: nothing is tidied up.</summary>
    public Task KillAsync() => _process?.KillTreeAsync() ?? _team!.KillAllAsync();

    public async Task<Run> StopAsync()
    {
        if (_process is null) Assert.Skip("Ctrl+C ends a lake of one person, and this is a team's.");
        _process.Interrupt();
        return await _process.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process?.Dispose();
        if (_team is not null) await _team.DisposeAsync();
    }

    /// <summary>The token, from the file that the line reads it from.</summary>
    private static async Task<string> TokenAsync(string line) => (await File.ReadAllTextAsync(line.Split('\'')[1])).Trim();

    private static string Value(string line) => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim();
}
