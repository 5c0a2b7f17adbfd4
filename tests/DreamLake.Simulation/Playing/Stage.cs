using DreamLake.Simulation.Lake;
using DreamLake.Simulation.Network;
using DreamLake.Simulation.Time;

namespace DreamLake.Simulation.Playing;

/// <summary>The lake and its surroundings, on which one schedule after the other is played, each in a space of its own.</summary>
internal sealed class Stage : IDisposable
{
    private readonly EventLoop _loop = new();
    private readonly VirtualClock _clock;
    private readonly SimulatedNetwork _network;
    private readonly SimulatedLake _lake;
    private readonly string _folder = MemoryFolder();

    public Stage()
    {
        _clock = new VirtualClock(_loop);
        _network = new SimulatedNetwork(_loop);
        // The AWS SDK signs by the machine's clock, which this brings to virtual time.
        _loop.AtRest = () => Amazon.AWSConfigs.ManualClockCorrection = _clock.GetUtcNow() - DateTimeOffset.UtcNow;
        _loop.AtRest();
        _lake = new SimulatedLake(_clock, _network, _folder);
        _loop.Play(_lake.StartAsync, TimeSpan.FromDays(1));
    }

    /// <summary>Plays a seed.</summary>
    /// <returns>The story, and what did not hold in it; null where all held.</returns>
    public (Story Story, string? Broken) Play(int seed)
    {
        var story = new Story(_loop);
        var invariants = new Invariants(_lake, story);
        var world = new World(_loop, _clock, _network, _lake, story, invariants);
        try
        {
            _loop.Play(new Schedule(seed, world).PlayAsync, TimeSpan.FromDays(3));
        }
        catch (StuckException stuck)
        {
            return (story, stuck.Message);
        }

        return (story, invariants.Broken);
    }

    public void Dispose()
    {
        _loop.Play(async () => await _lake.DisposeAsync(), TimeSpan.FromDays(1));
        _loop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // The pool's files: in memory where the system has such a folder, so that no disk is waited for.
    private static string MemoryFolder()
    {
        var root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        return Directory.CreateDirectory(Path.Combine(root, $"dreamlake-simulation-{Guid.NewGuid():N}")).FullName;
    }
}
