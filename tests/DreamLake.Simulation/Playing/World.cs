using DreamLake.Simulation.Disk;
using DreamLake.Simulation.Invariants;
using DreamLake.Simulation.Lake;
using DreamLake.Simulation.Network;
using DreamLake.Simulation.Scripts;
using DreamLake.Simulation.Time;

namespace DreamLake.Simulation.Playing;

/// <summary>All that there is while one script is played: fresh for each, so that a seed goes alike whatever was played before.</summary>
internal sealed class World
{
    private readonly Dictionary<int, VirtualClock> _clocks = [];
    private readonly Dictionary<int, SimulatedDisk> _disks = [];

    public World(Script script, LakeParts parts)
    {
        Script = script;
        Loop = new EventLoop();
        Story = new Story(Loop);
        Network = new SimulatedNetwork(Loop, new Weather(script.Seed, script.Mishaps()));
        Verdict = new Verdict(Story);
        Secrets = new Secrets(Verdict);
        var addresses = script.All<AddressesExpire>().FirstOrDefault()?.After ?? TimeSpan.FromHours(24);
        Lake = new SimulatedLake(parts, ClockOf(0), Network, DiskOf(0), new WatchedLog(ReadLog), addresses);
        States = new TrueStates(Verdict, script.All<UploadsExpire>().Any());
        Parts = new SentParts(Verdict, Story);
        Bytes = new StoredBytes(Verdict, DiskOf(0));
    }

    public Script Script { get; }

    /// <summary>The people.</summary>
    public IReadOnlyList<Client> Clients { get; set; } = [];

    public EventLoop Loop { get; }

    public Story Story { get; }

    public SimulatedNetwork Network { get; }

    public SimulatedLake Lake { get; }

    public Verdict Verdict { get; }

    public Secrets Secrets { get; }

    public TrueStates States { get; }

    public SentParts Parts { get; }

    public StoredBytes Bytes { get; }

    public RemovedAssets Removed { get; } = new();

    /// <summary>The clock of a machine; 0 is the lake's.</summary>
    public VirtualClock ClockOf(int machine) =>
        _clocks.TryGetValue(machine, out var clock) ? clock : _clocks[machine] = new VirtualClock(Loop);

    /// <summary>The disk of a machine; 0 is the lake's.</summary>
    public SimulatedDisk DiskOf(int machine) =>
        _disks.TryGetValue(machine, out var disk)
            ? disk
            : _disks[machine] = new SimulatedDisk(ClockOf(machine), new Random(unchecked((Script.Seed * 31) + machine)));

    private void ReadLog(string text)
    {
        Secrets.Check("A log", text);
        Story.Tell("log", text.Split('\n')[0]);
    }
}
