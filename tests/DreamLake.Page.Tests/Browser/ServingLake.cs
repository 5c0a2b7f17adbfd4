using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;

namespace DreamLake.Page.Tests.Browser;

/// <summary><c>dreamlake serve</c> as a process, on free ports, and a client with the token that it printed.</summary>
public sealed class ServingLake : IAsyncDisposable
{
    private readonly Started _process;

    private ServingLake(Started process, Uri bss, Uri server, string token)
    {
        (_process, Bss, Server, Token) = (process, bss, server, token);
        Http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
    }

    public Uri Bss { get; }

    public Uri Server { get; }

    public string Token { get; }

    public HttpClient Http { get; }

    /// <summary>Starts it, with more on its command line: addresses that are named there take the place of the free ones.</summary>
    public static async Task<ServingLake> StartAsync(Machine machine, params string[] more)
    {
        string[] free = more.Contains("--bss-url") ? [] : ["--bss-url", "http://127.0.0.1:0", "--server-url", "http://127.0.0.1:0"];
        var process = machine.Start(["serve", .. free, .. more]);
        var bss = Value(await process.ReadToAsync("export DREAMLAKE_BSS_URL="));
        var server = Value(await process.ReadToAsync("export DREAMLAKE_REMOTE="));
        var token = await TokenAsync(await process.ReadToAsync("export DREAMLAKE_API_KEY="));
        return new ServingLake(process, new Uri(bss), new Uri(server), token);
    }

    /// <summary>The machine, with the lines that <c>serve</c> printed in its environment.</summary>
    public Machine Use(Machine machine) => machine
        .With("DREAMLAKE_BSS_URL", Bss.AbsoluteUri).With("DREAMLAKE_REMOTE", Server.AbsoluteUri).With("DREAMLAKE_API_KEY", Token);

    public async Task<JsonNode> GetAsync(string pathAndQuery) => JsonNode.Parse(await Http.GetStringAsync(new Uri(Server, pathAndQuery)))!;

    public async Task<Run> StopAsync()
    {
        _process.Interrupt();
        return await _process.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Dispose();
        await ValueTask.CompletedTask;
    }

    /// <summary>The token, from the file that the line reads it from.</summary>
    private static async Task<string> TokenAsync(string line) => (await File.ReadAllTextAsync(line.Split('\'')[1])).Trim();

    private static string Value(string line) => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim();
}
