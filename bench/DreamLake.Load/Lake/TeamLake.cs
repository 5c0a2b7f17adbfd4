using System.Globalization;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using DreamLake.Protocol;
using DreamLake.Testing.Engines;
using DreamLake.Testing.Engines.Postgres;

namespace DreamLake.Load.Lake;

/// <summary>
/// A team's lake as <c>dreamlake-lake run</c> runs it, each role a process of its own, on a PostgreSQL that waits for the disk and on the
/// embedded pool. No Lambda works in it: what is to be split waits.
/// </summary>
internal sealed class TeamLake : IAsyncDisposable
{
    private static readonly string Built = typeof(TeamLake).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Lake").Value!;

    // As a server has them, and not as tests do, whose tables need not outlive a machine. The last word of a setting counts.
    private static readonly string[] Durable =
        ["fsync=on", "synchronous_commit=on", "shared_preload_libraries=pg_stat_statements", "track_wal_io_timing=on"];

    private readonly string _program;
    private readonly string _folder;
    private readonly PostgresServer _postgres;
    private readonly List<LakeProgram> _programs = [];
    private string? _admin;

    private TeamLake(string program, string folder, PostgresServer postgres, string database)
    {
        (_program, _folder, _postgres, Database) = (program, folder, postgres, database);
        (Bss, Server, Pool) = (FreeAddress(), FreeAddress(), FreeAddress());
    }

    public string Database { get; }

    public string Bss { get; }

    public string Server { get; }

    private string Pool { get; }

    private string SettingsFile => Path.Combine(_folder, "lake.json");

    /// <summary>All that runs beside this program.</summary>
    public IEnumerable<(string Name, int Id)> Processes =>
        [.. _programs.Select(program => (program.Name, program.Id)), ("PostgreSQL", _postgres.ProcessId)];

    public static async Task<TeamLake> StartAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(options.Folder, $"dreamlake-load-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        var postgres = await PostgresServer.StartAsync(Durable, cancellationToken);
        var database = await postgres.CreateDatabaseAsync(cancellationToken);
        var lake = new TeamLake(
            options.Lake ?? Built, folder, postgres, options.Connection is { } more ? $"{database};{more}" : database);
        try
        {
            await lake.WriteSettingsAsync(cancellationToken);
            await LakeProgram.RunAsync(lake._program, ["keys", Path.Combine(folder, "keys.json")], cancellationToken);
            string[] roles = options.IsOneProcess ? ["pool,bss,server"] : ["pool", "bss", "server"];
            foreach (var role in roles) await lake.StartAsync(role, options.Settings, cancellationToken);
            return lake;
        }
        catch
        {
            await lake.DisposeAsync();
            throw;
        }
    }

    /// <summary>A token of a namespace.</summary>
    public async Task<string> TokenAsync(string @namespace, CancellationToken cancellationToken)
    {
        _admin ??= await CreateAdminAsync(cancellationToken);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", _admin);
        using var answer = await http.PostAsJsonAsync(
            Server + "/tokens", new TokenRequest(@namespace, Space: null, "write", ExpiresIn: null), ProtocolJson.Default.TokenRequest,
            cancellationToken);
        var told = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(ProtocolJson.Default.ToldToken, cancellationToken);
        return told!.Token!;
    }

    /// <summary>How often BSS has called the S3 so far, by call: its own metrics tell.</summary>
    public async Task<IReadOnlyDictionary<string, double>> S3CallsAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", await File.ReadAllTextAsync(MetricsFile, cancellationToken));
        var told = await http.GetStringAsync(new Uri(Bss + "/metrics"), cancellationToken);
        return told.Split('\n').Where(line => line.StartsWith("dreamlake_s3_duration_seconds_count{", StringComparison.Ordinal))
            .GroupBy(line => line.Split("call=\"")[1].Split('"')[0]).ToDictionary(calls => calls.Key, calls => calls.Sum(CountOf));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs) await program.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string MetricsFile => Path.Combine(_folder, "metrics-token");

    private static double CountOf(string line) =>
        double.Parse(line.Split("} ")[1].Split(' ')[0], CultureInfo.InvariantCulture);

    private async Task WriteSettingsAsync(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(MetricsFile, Guid.NewGuid().ToString("N"), cancellationToken);
        await File.WriteAllTextAsync(SettingsFile, JsonSerializer.Serialize(new
        {
            Database,
            KeysFile = Path.Combine(_folder, "keys.json"),
            S3 = new { Endpoint = Pool, AccessKey = "LOAD", SecretKey = "secret-of-the-load" },
            Pool = new { Folder = Path.Combine(_folder, "pool") },
            Listen = new { Bss, Server, Pool },
            Server = new { BssUrl = Bss },
            Lambda = new { MaxWaitingPerOwner = int.MaxValue },
            Metrics = new { TokenFile = MetricsFile },
        }), cancellationToken);
    }

    private async Task StartAsync(string role, IReadOnlyList<string> settings, CancellationToken cancellationToken) =>
        _programs.Add(await LakeProgram.StartAsync(
            role, _program,
            ["run", "--role", role, "--settings", SettingsFile, .. settings.Select(setting => $"--{setting}")], cancellationToken));

    private async Task<string> CreateAdminAsync(CancellationToken cancellationToken)
    {
        var told = await LakeProgram.RunAsync(
            _program, ["token", "create", "--settings", SettingsFile, "--namespace", "ops", "--whole-lake"], cancellationToken);
        return told.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .First(word => word.StartsWith("eyJ", StringComparison.Ordinal));
    }

    private static string FreeAddress() => $"http://127.0.0.1:{FreePort.Next().ToString(CultureInfo.InvariantCulture)}";
}
