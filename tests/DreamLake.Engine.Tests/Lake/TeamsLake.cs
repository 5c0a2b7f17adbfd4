using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace DreamLake.Engine.Tests.Lake;

/// <summary>
/// A team's lake (two BSS, two servers and three workers behind proxies, on PostgreSQL and Ceph) that another program runs for all tests
/// of this process: <c>TeamServer</c> of DreamLake.Cli.Tests, which has to be built.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "There is one, which ends with the process.")]
internal sealed class TeamsLake
{
    private static readonly Lazy<Task<TeamsLake>> Shared = new(StartAsync);
    private readonly HttpClient _admin = new();
    private readonly Process _process;
    private int _namespaces;

    private TeamsLake(Process process, Dictionary<string, string> told)
    {
        // Its standard input is closed with it, and by that it ends.
        _process = process;
        (Bss, Server, S3) = (told["DREAMLAKE_BSS_URL"], told["DREAMLAKE_REMOTE"], told["AWS_ENDPOINT_URL_S3"].TrimEnd('/'));
        Bucket = new TeamBucket(S3, told["AWS_ACCESS_KEY_ID"], told["AWS_SECRET_ACCESS_KEY"], told["DREAMLAKE_TEST_BUCKET"]);
        // The line reads it from a file: "$(cat 'FILE')".
        var token = File.ReadAllText(told["DREAMLAKE_API_KEY"].Split('\'')[1]).Trim();
        _admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Whether the suites are to meet a team's lake in place of the fake: <c>DREAMLAKE_TEST_LAKE=team</c>.</summary>
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("DREAMLAKE_TEST_LAKE") == "team";

    /// <summary>The address of the proxy before BSS, without a slash at its end, as are the others.</summary>
    public string Bss { get; }

    public string Server { get; }

    public string S3 { get; }

    public TeamBucket Bucket { get; }

    /// <summary>The lake, which is started for the first who asks and ends with this process.</summary>
    public static Task<TeamsLake> SharedAsync() => Shared.Value;

    /// <summary>A namespace that nobody used yet, and a token for it as an admin gives it out.</summary>
    public async Task<(string Namespace, string Token)> NewNamespaceAsync()
    {
        if (_process.HasExited) throw new InvalidOperationException("The team's lake has ended.");
        var name = string.Create(CultureInfo.InvariantCulture, $"scene-{Interlocked.Increment(ref _namespaces)}");
        using var answer = await _admin.PostAsJsonAsync(new Uri(Server + "/tokens"), new { @namespace = name, role = "write" });
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? (name, JsonNode.Parse(text)!["token"]!.ToString())
            : throw new InvalidOperationException($"No token for {name}: {(int)answer.StatusCode} {text}");
    }

    private static async Task<TeamsLake> StartAsync()
    {
        var tests = typeof(TeamsLake).Assembly.GetName().Name!;
        var folder = AppContext.BaseDirectory.Replace(tests, "DreamLake.Cli.Tests", StringComparison.Ordinal);
        string[] arguments =
        [
            Path.Combine(folder, "DreamLake.Cli.Tests.dll"),
            "-noLogo", "-noColor", "-method", "DreamLake.Cli.Tests.Team.TeamServer.Serves_until_it_is_killed",
        ];
        // It serves for as long as the other end of its standard input is open: a test process that is killed leaves nothing behind.
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["DREAMLAKE_TEST_SERVES"] = "piped";
        var process = Process.Start(start)!;
        var told = new Dictionary<string, string>();
        var said = new List<string>();
        while (!told.ContainsKey("DREAMLAKE_API_KEY"))
        {
            var line = await process.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException("The team's lake did not start:\n" + string.Join('\n', said));
            said.Add(line);
            if (line.TrimStart() is { } text && text.StartsWith("export ", StringComparison.Ordinal)
                && text["export ".Length..].Split('=', 2) is [var name, var value]) told[name] = value;
        }

        // Read on, so that it never waits for somebody who does.
        _ = process.StandardOutput.ReadToEndAsync();
        return new TeamsLake(process, told);
    }
}
