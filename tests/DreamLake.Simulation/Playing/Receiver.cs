using DreamLake.Engine;
using DreamLake.Protocol;
using DreamLake.Simulation.Disk;
using DreamLake.Simulation.Invariants;
using DreamLake.Simulation.Lake;
using DreamLake.Simulation.Scripts;
using DreamLake.Simulation.Time;

namespace DreamLake.Simulation.Playing;

/// <summary>A person at a machine of their own, who fetches what an episode has, while others still upload to it and after.</summary>
internal sealed class Receiver(ReceiverIs person, World world)
{
    public const int Machine = 9;
    public const string Name = "receiver";
    private const int MostRuns = 20;
    private const int MostReceivingRuns = 4;
    private readonly SimulatedDisk _disk = world.DiskOf(Machine);
    private readonly ReceivedFiles _files = new(world.DiskOf(Machine), world.Verdict);
    private int _runs;
    private int _receivingRuns;

    /// <summary>Runs the command until it has had something to receive a few times; it is killed, and runs again.</summary>
    public async Task LiveAsync()
    {
        _disk.Install("/home");
        _disk.Changed = _files.OnChange;
        await world.Loop.DelayAsync(person.Begins);
        while (_runs < MostRuns && _receivingRuns < MostReceivingRuns)
        {
            await RunAsync(world.Script.All<ReceiverKilled>().FirstOrDefault(kill => kill.Run == _receivingRuns + 1));
            await world.Loop.DelayAsync(TimeSpan.FromMilliseconds(new Chance(world.Script.Seed, Name, _runs).Next(100, 10_000)));
        }
    }

    /// <summary>All is well again: the same command has to bring all that the episode has.</summary>
    public async Task FinishAsync()
    {
        var results = await RunAsync(null) ?? [];
        foreach (var left in results.Where(result => result.Outcome is ReceiveOutcome.Paused or ReceiveOutcome.Failed))
            world.Verdict.Break($"All is well again, and '{left.Request.Path}' is {left.Outcome} with {left.Error?.Message}");
        foreach (var here in results.Where(result => _disk.BytesOf(result.Request.Path) is null))
            world.Verdict.Break($"'{here.Request.Path}' was called {here.Outcome}, and is not there.");
        _files.CheckAll();
    }

    // Null where it was killed.
    private async Task<IReadOnlyList<ReceiveResult>?> RunAsync(ReceiverKilled? kill)
    {
        _runs++;
        world.Story.Tell(Name, "starts");
        var killed = new TaskCompletionSource<IReadOnlyList<ReceiveResult>?>();
        var process = _disk.Open();
        var changes = 0;
        process.BeforeChange = () =>
        {
            if (++changes != kill?.Change) return;
            world.Story.Tell(Name, kill.IsPowerCut ? "loses its power" : "is killed");
            process.Kill();
            if (kill.IsPowerCut) _disk.CutPower();
            killed.TrySetResult(null);
        };
        var results = await await Task.WhenAny(ReceiveAsync(process), killed.Task);
        foreach (var result in results ?? [])
        {
            world.Secrets.Check("An error", result.Error?.ToString());
            world.Story.Tell(Name, $"reads: {result.Request.Path} {result.Outcome} {result.Error?.Message}");
        }

        _files.CheckAll();
        return results;
    }

    private async Task<IReadOnlyList<ReceiveResult>?> ReceiveAsync(ProcessDisk process)
    {
        var wire = $"{Name}.{_runs}";
        var time = new ProcessClock(world.ClockOf(Machine), () => process.IsDead);
        var lot = new Random(unchecked((world.Script.Seed * 31) + _runs));
        var calls = new UploadOptions
        {
            Jitter = lot.NextDouble,
            PrimaryHandler = () => world.Network.From(wire, () => process.IsDead),
            Notes = note => world.Secrets.Check("A note", note.Text),
        };
        var lake = new LakeConnection(SimulatedLake.BssAddress, SimulatedLake.ServerAddress, world.Lake.TokenOf(person.Owner));
        var requests = await ListAsync(lake, calls, time);
        if (requests.Count == 0) return [];
        _receivingRuns++;
        var options = new ReceiveOptions { Calls = calls, RangeSize = Content.PartSize, LockFolder = "/home/.dreamlake/receiving" };
        using var receiver = new LakeReceiver(lake, options, time, process);
        var results = new List<ReceiveResult>();
        await foreach (var result in receiver.ReceiveAsync(requests.ToAsyncEnumerable())) results.Add(result);
        return results;
    }

    private async Task<IReadOnlyList<ReceiveRequest>> ListAsync(LakeConnection lake, UploadOptions calls, TimeProvider time)
    {
        using var catalog = new LakeCatalog(lake, calls, time);
        var query = new AssetQuery { Episode = EpisodeAddress.Parse($"{person.Owner}@{Client.Space}:run-042"), Type = AssetType.Video };
        var requests = new List<ReceiveRequest>();
        try
        {
            await foreach (var asset in catalog.ListAsync(query))
            {
                if (asset.KnownSha256 is { } sha256) requests.Add(new ReceiveRequest(asset, ReceivedFiles.PathOf(sha256, asset.Name.Leaf)));
            }
        }
        catch (UploadException fault)
        {
            // Nothing is stored so far, or the lake does not answer: it is told, and the next run asks again.
            world.Secrets.Check("An error", fault.ToString());
            world.Story.Tell(Name, $"reads: {fault.Error} {fault.Message}");
        }

        return requests;
    }
}
