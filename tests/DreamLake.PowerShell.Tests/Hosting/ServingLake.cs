using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace DreamLake.PowerShell.Tests.Hosting;

/// <summary>The embedded lake as a person runs it: <c>dreamlake serve</c>, on a folder of its own and free ports.</summary>
internal sealed class ServingLake : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private ServingLake(Process process, Dictionary<string, string> printed)
    {
        _process = process;
        Bss = new Uri(printed["DREAMLAKE_BSS_URL"]);
        Server = new Uri(printed["DREAMLAKE_REMOTE"]);
        // The line reads it from a file: "$(cat 'FILE')".
        Token = File.ReadAllText(printed["DREAMLAKE_API_KEY"].Split('\'')[1]).Trim();
        _http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) } };
    }

    public Uri Bss { get; }

    public Uri Server { get; }

    public string Token { get; }

    public static async Task<ServingLake> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", IsTeams ? TeamsArguments() : ServeArguments(folder)) { RedirectStandardOutput = true };
        // By this the team's lake is a test, and run: DreamLake.Cli.Tests' own attribute WhereAsked looks for it.
        start.Environment["DREAMLAKE_TEST_SERVES"] = "1";
        var process = Process.Start(start)!;
        var printed = new Dictionary<string, string>();
        while (printed.Count < 3)
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken)
                ?? throw new InvalidOperationException("The lake did not start.");
            if (line.TrimStart() is { } text && text.StartsWith("export ", StringComparison.Ordinal)
                && text["export ".Length..].Split('=', 2) is [var name, var value]) printed[name] = value;
        }

        return new ServingLake(process, printed);
    }

    /// <summary><c>DREAMLAKE_TEST_LAKE=team</c>: a team's lake, which says where it is as <c>serve</c> does.</summary>
    public static bool IsTeams => Environment.GetEnvironmentVariable("DREAMLAKE_TEST_LAKE") == "team";

    private static string[] ServeArguments(string folder) =>
        [Repository.Command, "serve", "--folder", folder, "--bss-url", "http://127.0.0.1:0", "--server-url", "http://127.0.0.1:0"];

    private static string[] TeamsArguments()
    {
        var tests = Repository.Command.Replace("src/DreamLake.Cli", "tests/DreamLake.Cli.Tests", StringComparison.Ordinal)
            .Replace("dreamlake.dll", "DreamLake.Cli.Tests.dll", StringComparison.Ordinal);
        return [tests, "-noLogo", "-noColor", "-method", "DreamLake.Cli.Tests.Team.TeamServer.Serves_until_it_is_killed"];
    }

    /// <summary>The bytes of an asset, by the address that DreamLake Server gives for it.</summary>
    public async Task<byte[]> DownloadAsync(string route, string place, string path, CancellationToken cancellationToken)
    {
        var answer = JsonNode.Parse(await _http.GetStringAsync(
            new Uri(Server, $"/assets/{route}/download?{place}&path={Uri.EscapeDataString(path)}"),
            cancellationToken))!;
        using var plain = new HttpClient();
        return await plain.GetByteArrayAsync(new Uri(answer["url"]!.ToString()), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        // With the lake, which is its child and would still write into the folder for a moment.
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
