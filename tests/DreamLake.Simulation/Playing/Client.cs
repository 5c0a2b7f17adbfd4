using DreamLake.Engine;
using DreamLake.Engine.State;
using DreamLake.Protocol;
using DreamLake.Simulation.Disk;
using DreamLake.Simulation.Lake;
using DreamLake.Simulation.Scripts;
using DreamLake.Simulation.Time;

namespace DreamLake.Simulation.Playing;

/// <summary>A person with files, who runs the same command until all are stored, however often the process is killed.</summary>
internal sealed class Client(PersonIs person, World world)
{
    public const string StateFolder = "/home/.dreamlake/uploads";
    public const string Space = "robotics";
    private const string FreedFolder = "/home/.dreamlake/freed";
    private const int MostRuns = 5;
    private const int MostFreeingRuns = 3;
    private int _runs;
    private ProcessDisk? _process;
    private TaskCompletionSource _killed = new();

    public string Name => person.Name;

    public string Owner => person.Owner;

    /// <summary>The disk of the person's machine.</summary>
    public SimulatedDisk Disk { get; } = world.DiskOf(person.Machine);

    /// <summary>What the last run that was not killed came to.</summary>
    public IReadOnlyList<UploadResult> Results { get; private set; } = [];

    /// <summary>What was told to be removed, by whichever run.</summary>
    public List<FreeResult> Freed { get; } = [];

    /// <summary>Whether all files are stored.</summary>
    public bool IsDone => Results.Count > 0 && Results.All(result => result.IsInLake);

    private PersonFrees? Frees => world.Script.All<PersonFrees>().FirstOrDefault(frees => frees.Person == Name);

    private string Process => $"{Name}.{_runs}";

    /// <summary>Runs the command, is killed, runs it again.</summary>
    public async Task LiveAsync()
    {
        await world.Loop.DelayAsync(person.Begins);
        while (!IsDone && _runs < MostRuns)
        {
            await RunOnceAsync(world.Script.All<ClientKilled>().FirstOrDefault(kill => kill.Person == Name && kill.Run == _runs + 1));
            if (IsDone) break;
            await world.Loop.DelayAsync(TimeSpan.FromMilliseconds(new Chance(world.Script.Seed, Name, _runs).Next(100, 30_000)));
        }

        if (IsDone && Frees is { IsLater: true } frees) await FreeLaterAsync(frees);
    }

    /// <summary>Runs the command once.</summary>
    public async Task RunOnceAsync(ClientKilled? kill = null)
    {
        if (await RunAsync("starts", kill, UploadAsync) is not { } results) return;
        foreach (var result in results)
            world.Story.Tell(Name, $"reads: {result.Request.Path} {result.Outcome} {result.Error?.Error} {result.Error?.Message}");
        Results = results;
        Tell(results.Select(result => result.Freed).OfType<FreeResult>());
    }

    private async Task FreeLaterAsync(PersonFrees frees)
    {
        for (var run = 1; run <= MostFreeingRuns; run++)
        {
            var kill = run == 1 && frees.Change > 0 ? new ClientKilled(Name, run, frees.Change, frees.IsPowerCut) : null;
            if (await RunAsync("frees", kill, FreeAsync) is { } results) Tell(results);
            await world.Loop.DelayAsync(TimeSpan.FromSeconds(new Chance(world.Script.Seed, Name + " frees", run).Next(1, 600)));
        }
    }

    private void Tell(IEnumerable<FreeResult> results)
    {
        foreach (var result in results)
        {
            world.Story.Tell(Name, $"reads: {result.Path} {result.Outcome} {result.Reason}");
            if (result.Outcome == FreeOutcome.Freed) Freed.Add(result);
        }
    }

    // Null where it was killed.
    private async Task<IReadOnlyList<T>?> RunAsync<T>(string what, ClientKilled? kill, Func<ProcessDisk, Task<IReadOnlyList<T>>> work)
    {
        _runs++;
        world.Story.Tell(Name, what);
        var process = _process = Disk.Open();
        var killed = _killed = new TaskCompletionSource();
        var changes = 0;
        process.BeforeChange = () =>
        {
            if (++changes == kill?.Change) Kill(kill);
        };
        var working = work(process);
        if (await Task.WhenAny(working, killed.Task) != working) return null;
        _process = null;
        return await working;
    }

    /// <summary>The process ends here, if one runs.</summary>
    private void Die()
    {
        if (_process is not { } process) return;
        process.Kill();
        world.Parts.StateLost(Process);
        _killed.TrySetResult();
    }

    private void Kill(ClientKilled kill)
    {
        world.Story.Tell(Name, kill.IsPowerCut ? "loses its power" : "is killed");
        if (!kill.IsPowerCut)
        {
            Die();
            return;
        }

        // Whoever else is at the machine loses it too.
        foreach (var client in world.Clients.Where(client => client.Disk == Disk)) client.Die();
        Disk.CutPower();
    }

    private async Task<IReadOnlyList<UploadResult>> UploadAsync(ProcessDisk process)
    {
        var time = ClockOf(process);
        var options = CallsOf(process);
        if (Frees is { IsLater: false }) options = options with { RemoveSource = Freeing(options) };
        await using var uploader = new LakeUploader(Lake(), options, time, new StateStore(StateFolder, process, time, spareLocks: 4));
        var results = new List<UploadResult>();
        await foreach (var result in uploader.UploadAsync(Requests().ToAsyncEnumerable())) results.Add(result);
        return results;
    }

    private async Task<IReadOnlyList<FreeResult>> FreeAsync(ProcessDisk process)
    {
        using var freer = new LakeFreer(Lake(), Freeing(CallsOf(process)), ClockOf(process), process);
        var results = new List<FreeResult>();
        try
        {
            await foreach (var result in freer.FreeAsync(Requests().ToAsyncEnumerable())) results.Add(result);
        }
        catch (UploadException fault)
        {
            // Its journal cannot be written: nothing was removed.
            world.Secrets.Check("An error", fault.ToString());
            world.Story.Tell(Name, $"reads: {fault.Error} {fault.Message}");
        }

        return results;
    }

    // The lake's addresses are of no machine.
    private static FreeOptions Freeing(UploadOptions calls) => new() { Force = true, JournalFolder = FreedFolder, Calls = calls };

    private ProcessClock ClockOf(ProcessDisk process) => new(world.ClockOf(person.Machine), () => process.IsDead);

    private UploadOptions CallsOf(ProcessDisk process)
    {
        var wire = Process;
        var lot = new Random(unchecked((world.Script.Seed * 31) + _runs));
        return new UploadOptions
        {
            StateFolder = StateFolder,
            PartSize = Content.PartSize,
            Jitter = lot.NextDouble,
            PrimaryHandler = () => world.Network.From(wire, () => process.IsDead),
            Notes = note => world.Secrets.Check("A note", note.Text),
        };
    }

    private LakeConnection Lake() => new(SimulatedLake.BssAddress, SimulatedLake.ServerAddress, Token());

    private IEnumerable<UploadRequest> Requests() =>
        world.Script.All<FileIs>().Where(file => file.Machine == person.Machine)
            .Select(file => new UploadRequest(file.Path, EpisodeAddress.Parse($"{Owner}@{Space}:run-042")));

    private string Token()
    {
        var ends = _runs == 1 ? world.Script.All<TokenEnds>().FirstOrDefault(end => end.Person == Name) : null;
        var token = ends is null ? world.Lake.TokenOf(Owner) : world.Lake.ShortTokenOf(Owner, ends.After);
        world.Secrets.Add(token);
        return token;
    }
}
