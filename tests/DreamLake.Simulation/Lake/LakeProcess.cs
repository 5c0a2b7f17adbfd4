using DreamLake.Simulation.Disk;
using DreamLake.Simulation.Time;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DreamLake.Simulation.Lake;

/// <summary>One run of a service, from its start to its end: its own services, clock, disk and connections.</summary>
/// <remarks>
/// When it is killed nothing that it still does has an effect: its timers do not fire, its disk and its tables refuse, its calls are not
/// carried, and whoever waits for its answer reads of a broken connection.
/// </remarks>
internal sealed class LakeProcess
{
    private readonly TaskCompletionSource _died = new();
    private readonly List<IDisposable> _connections = [];
    private readonly SimulatedDisk _machine;
    private int _steps;
    private int? _killAt;

    /// <param name="name">The service's name in the story.</param>
    /// <param name="clock">The clock of the lake's machine.</param>
    /// <param name="disk">The disk of the lake's machine.</param>
    public LakeProcess(string name, TimeProvider clock, SimulatedDisk disk)
    {
        Name = name;
        Clock = new ProcessClock(clock, () => IsDead);
        _machine = disk;
        Disk = disk.Open();
        Disk.BeforeChange = Step;
    }

    public string Name { get; }

    public TimeProvider Clock { get; }

    public ProcessDisk Disk { get; }

    public bool IsDead => _died.Task.IsCompleted;

    /// <summary>Whether nothing more fits on the machine's disk.</summary>
    public bool IsDiskFull => _machine.IsFull;

    /// <summary>Ends when the process does.</summary>
    public Task Died => _died.Task;

    /// <summary>Told when the process dies at a step that was chosen for it.</summary>
    public Action Killed { get; set; } = () => { };

    public IServiceProvider Services { get; private set; } = null!;

    /// <summary>Answers the requests of this run.</summary>
    public RequestDelegate Pipeline { get; private set; } = null!;

    /// <summary>Starts what the host would start.</summary>
    public async Task StartAsync(IServiceProvider services, RequestDelegate pipeline)
    {
        (Services, Pipeline) = (services, pipeline);
        var hosted = services.GetServices<IHostedService>().ToArray();
        foreach (var early in hosted.OfType<IHostedLifecycleService>()) await early.StartingAsync(CancellationToken.None);
        foreach (var service in hosted) await service.StartAsync(CancellationToken.None);
    }

    /// <summary>Has the process die before its n-th change from here on: of its disk, of its tables, or a call that it makes.</summary>
    public void KillAt(int step) => (_steps, _killAt) = (0, step);

    /// <summary>A change is about to be made.</summary>
    public void Step()
    {
        if (++_steps != _killAt) return;
        Kill();
        Killed();
    }

    /// <summary>Kills it; what it had not committed is rolled back.</summary>
    public void Kill()
    {
        if (IsDead) return;
        _died.TrySetResult();
        Disk.Kill();
        foreach (var connection in _connections.ToArray()) connection.Dispose();
    }

    /// <summary>Keeps a connection to be closed when the process dies.</summary>
    public void Opened(IDisposable connection) => _connections.Add(connection);

    /// <summary>It was closed in good order.</summary>
    public void Closed(IDisposable connection) => _connections.Remove(connection);
}
