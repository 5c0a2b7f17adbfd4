using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Hosting;
using DreamLake.Testing.Engines;
using DreamLake.Testing.Engines.S3;

namespace DreamLake.Cli.Tests.Team;

/// <summary>
/// A lake of many processes on engines of others: two BSS, two servers and three workers, on one PostgreSQL and one S3, behind a proxy for
/// each kind that gives every connection to the next one.
/// </summary>
internal sealed class TeamLake : IAsyncDisposable
{
    private readonly Machine _machine;
    private readonly string _settings;
    private readonly ConcurrentDictionary<string, (string[] Arguments, Started Process)> _processes = [];
    private readonly RoundRobinProxy _bss;
    private readonly RoundRobinProxy _server;
    private readonly int[] _bssPorts = [FreePort.Next(), FreePort.Next()];
    private readonly int[] _serverPorts = [FreePort.Next(), FreePort.Next()];

    private TeamLake(Machine machine)
    {
        _machine = machine;
        _settings = Path.Combine(machine.Home, "lake.json");
        _bss = new RoundRobinProxy(_bssPorts);
        _server = new RoundRobinProxy(_serverPorts);
    }

    public Uri Bss => _bss.Address;

    public Uri Server => _server.Address;

    /// <summary>Its processes, by names such as <c>bss-0</c>.</summary>
    public IEnumerable<string> Names => _processes.Keys;

    public static async Task<TeamLake> StartAsync(Machine machine, string database, S3Endpoint s3, string bucket = "team")
    {
        var lake = new TeamLake(machine);
        var keys = Path.Combine(machine.Home, "keys.json");
        (await machine.RunLakeAsync("keys", keys)).Ended(0);
        await File.WriteAllTextAsync(lake._settings, $$"""
            {
              "Database": "{{database}}", "KeysFile": "{{keys}}",
              "S3": { "Endpoint": "{{s3.Address}}",
                      "AccessKey": "{{s3.AccessKey}}", "SecretKey": "{{s3.SecretKey}}", "Bucket": "{{bucket}}" },
              "Bss": { "PublicUrl": "{{lake.Bss}}" },
              "Server": { "BssUrl": "{{lake.Bss}}" },
              "Lambda": { "Workers": 1, "Lease": "00:00:06" }
            }
            """);
        for (var i = 0; i < 2; i++)
        {
            lake.Add($"bss-{i}", "bss", $"--Listen:Bss=http://127.0.0.1:{lake._bssPorts[i]}");
            lake.Add($"server-{i}", "server", $"--Listen:Server=http://127.0.0.1:{lake._serverPorts[i]}");
        }

        for (var i = 0; i < 3; i++)
        {
            lake.Add(
                string.Create(CultureInfo.InvariantCulture, $"lambda-{i}"), "lambda", "--Listen:Lambda=http://127.0.0.1:0",
                $"--Lambda:WorkFolder={Path.Combine(machine.Home, $"work-{i}")}");
        }

        foreach (var name in lake.Names.ToList()) await lake._processes[name].Process.ReadToAsync("The lake runs");
        return lake;
    }

    /// <summary>A token for a namespace, as an admin gives it out.</summary>
    public async Task<string> TokenAsync(string @namespace) =>
        (await _machine.RunLakeAsync("token", "create", "--namespace", @namespace, "--settings", _settings)).Ended(0).Output.Trim();

    /// <summary>Runs an admin's command on its settings.</summary>
    public async Task<Run> AdminAsync(params string[] arguments) =>
        (await _machine.RunLakeAsync([.. arguments, "--settings", _settings])).Ended(0);

    /// <summary>A token for every namespace, as <c>serve</c> makes one for its machine's owner.</summary>
    public string OwnerToken()
    {
        var secrets = JsonNode.Parse(File.ReadAllText(Path.Combine(_machine.Home, "keys.json")))!;
        var keys = new LakeKeys(
            Convert.FromBase64String(secrets["tokenSecret"]!.ToString()), Convert.FromBase64String(secrets["urlKey"]!.ToString()));
        return LakeTokens.Mint(keys, "owner", wholeLake: true, TimeSpan.FromHours(1), TimeProvider.System);
    }

    /// <summary>SIGKILL for all of them.</summary>
    public Task KillAllAsync() => Task.WhenAll(_processes.Values.Select(process => process.Process.KillAsync()));

    /// <summary>SIGKILL.</summary>
    public Task KillAsync(string name) => _processes[name].Process.KillAsync();

    /// <summary>SIGSTOP.</summary>
    public void Suspend(string name) => _processes[name].Process.Suspend();

    /// <summary>SIGCONT.</summary>
    public void Continue(string name) => _processes[name].Process.Continue();

    /// <summary>Those that nobody killed and that are gone all the same, with what they said.</summary>
    public IReadOnlyList<string> EndedByThemselves =>
        [.. _processes.Where(process => process.Value.Process.HasEnded).Select(process => $"{process.Key}: {process.Value.Process.Said}")];

    /// <summary>Starts one that was killed.</summary>
    public async Task RestartAsync(string name)
    {
        var (arguments, old) = _processes[name];
        old.Dispose();
        var process = _machine.StartLake(arguments);
        _processes[name] = (arguments, process);
        await process.ReadToAsync("The lake runs");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, process) in _processes.Values)
        {
            if (!process.HasEnded) await process.KillAsync();
            process.Dispose();
        }

        await _bss.DisposeAsync();
        await _server.DisposeAsync();
    }

    private void Add(string name, string role, params string[] settings)
    {
        string[] arguments = ["run", "--role", role, "--settings", _settings, .. settings];
        _processes[name] = (arguments, _machine.StartLake(arguments));
    }
}
