using System.Diagnostics.CodeAnalysis;
using DreamLake.Testing.Engines.S3;

namespace DreamLake.Testing.Engines.Ceph;

/// <summary>
/// Ceph's S3 (RADOS Gateway) on a free port of 127.0.0.1: the S3 that lakes run on premises, with its own signatures, listings, limits
/// and errors. Behind it are one monitor and one store that keeps everything in memory, so that it is gone with the tests.
/// </summary>
public sealed class CephGateway : IAsyncDisposable
{
    private static readonly string[] Needed = ["ceph", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin"];

    private readonly CephFolder _folder = new(Directory.CreateTempSubdirectory("dreamlake-ceph-").FullName);
    private readonly Stack<Daemon> _daemons = new();
    private Daemon? _monitor;
    private Daemon? _gateway;

    private CephGateway(S3Endpoint endpoint) => Endpoint = endpoint;

    /// <summary>Where the gateway listens, and its one user, who may do everything. There is no bucket.</summary>
    public S3Endpoint Endpoint { get; }

    /// <summary>Why Ceph cannot run on this machine; null where it can.</summary>
    public static string? Missing =>
        Array.Find(Needed, name => Tool.Find(name) is null) is { } name
            ? $"{name} is not installed: apt-get install ceph-mon ceph-osd radosgw"
            : null;

    /// <summary>Makes a cluster, starts it (3 to 15 s) and waits until its gateway answers.</summary>
    /// <exception cref="InvalidOperationException">It did not come up; the message holds what it said.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The gateway is the caller's.")]
    public static async Task<CephGateway> StartAsync(CancellationToken cancellationToken)
    {
        var owner = new S3Endpoint(new Uri($"http://127.0.0.1:{FreePort.Next()}"), "LABACCESSKEY00000001", Guid.NewGuid().ToString("N"));
        var gateway = new CephGateway(owner);
        try
        {
            await gateway.StartMonitorAsync(cancellationToken);
            await gateway.StartStoreAsync(cancellationToken);
            await gateway.StartGatewayAsync(cancellationToken);
            await gateway.RunAsync(
                "radosgw-admin",
                ["user", "create", "--uid=lab", "--display-name=lab", $"--access-key={owner.AccessKey}", $"--secret-key={owner.SecretKey}"],
                cancellationToken);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the gateway, and all that it was doing. What it stored stays in the store behind it.</summary>
    public async Task KillGatewayAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        _gateway = null;
    }

    /// <summary>Starts the killed gateway again at the same port and waits until it answers.</summary>
    public Task RestartGatewayAsync(CancellationToken cancellationToken) => StartGatewayAsync(cancellationToken);

    /// <summary>Ends the cluster and forgets all that it held.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillGatewayAsync();
        while (_daemons.TryPop(out var daemon)) await daemon.DisposeAsync();
        await TemporaryFolder.RemoveAsync(_folder.Path);
    }

    private async Task StartMonitorAsync(CancellationToken cancellationToken)
    {
        var (cluster, port) = (Guid.NewGuid(), FreePort.Next());
        foreach (var folder in new[] { _folder.Monitor, _folder.Store, _folder.Gateway }) Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(_folder.Settings, CephSettings.Of(_folder, cluster, port, Endpoint.Address.Port), cancellationToken);
        string[] map = ["--create", "--fsid", $"{cluster}", "--addv", "a", CephSettings.MonitorAddress(port), _folder.Map];
        await RunAsync("monmaptool", map, cancellationToken);
        await RunAsync("ceph-mon", ["-i", "a", "--mkfs", "--monmap", _folder.Map], cancellationToken);
        _monitor = Start("ceph-mon", "-i", "a", "-f");
    }

    private async Task StartStoreAsync(CancellationToken cancellationToken)
    {
        var store = Guid.NewGuid();
        await AskMonitorAsync(["osd", "new", $"{store}", "0"], cancellationToken);
        // Placed by hand: left to itself the store asks the monitor for it at its start, and is sometimes refused with "wrong fsid".
        await AskMonitorAsync(["osd", "crush", "create-or-move", "osd.0", "1.0", "root=default", "host=localhost"], cancellationToken);
        await RunAsync("ceph-osd", ["-i", "0", "--mkfs", "--osd-uuid", $"{store}"], cancellationToken);
        await Start("ceph-osd", "-i", "0", "-f").AnswersAsync(
            async token => (await AskMonitorAsync(["osd", "stat"], token)).Contains("1 up", StringComparison.Ordinal), cancellationToken);
    }

    private Task StartGatewayAsync(CancellationToken cancellationToken)
    {
        _gateway = Run("radosgw", "-n", "client.rgw.a", "-f");
        return _gateway.AnswersAsync(Endpoint.Address, cancellationToken);
    }

    /// <summary>
    /// Asks until the monitor has answered: before it has elected itself, which takes seconds on a busy machine, it refuses with "problem
    /// getting command descriptions". All that it is asked here may be asked again.
    /// </summary>
    private async Task<string> AskMonitorAsync(string[] words, CancellationToken cancellationToken)
    {
        ToolRun? run = null;
        string[] ask = ["--connect-timeout", "60", .. words];
        await _monitor!.AnswersAsync(async token => (run = await TryRunAsync("ceph", ask, token)).ExitCode == 0, cancellationToken);
        return run!.Output;
    }

    private async Task<string> RunAsync(string name, string[] arguments, CancellationToken cancellationToken) =>
        (await TryRunAsync(name, arguments, cancellationToken)).Succeeded().Output;

    private Task<ToolRun> TryRunAsync(string name, string[] arguments, CancellationToken cancellationToken) =>
        Tool.Find(name)!.TryRunAsync(["-c", _folder.Settings, .. arguments], cancellationToken);

    private Daemon Start(string name, params string[] arguments)
    {
        var daemon = Run(name, arguments);
        _daemons.Push(daemon);
        return daemon;
    }

    // What they hold is thrown away: they need no time to put anything in order.
    private Daemon Run(string name, params string[] arguments) =>
        Daemon.Start(name, "KILL", [Tool.Find(name)!.Path, "-c", _folder.Settings, .. arguments]);
}
