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
    private const int MostRuns = 5;
    private int _runs;
    private ProcessDisk? _process;
    private TaskCompletionSource<IReadOnlyList<UploadResult>?> _killed = new();

    public string Name => person.Name;

    public string Owner => person.Owner;

    /// <summary>The disk of the person's machine.</summary>
    public SimulatedDisk Disk { get; } = world.DiskOf(person.Machine);

    /// <summary>What the last run that was not killed came to.</summary>
    public IReadOnlyList<UploadResult> Results { get; private set; } = [];

    /// <summary>Whether all files are stored.</summary>
    public bool IsDone => Results.Count > 0 && Results.All(result => result.IsInLake);

    private string Process => $"{Name}.{_runs}";

    /// <summary>Runs the command, is killed, runs it again.</summary>
    public async Task LiveAsync()
    {
        await world.Loop.DelayAsync(person.Begins);
        while (!IsDone && _runs < MostRuns)
        {
            await RunOnceAsync(world.Script.All<ClientKilled>().FirstOrDefault(kill => kill.Person == Name && kill.Run == _runs + 1));
            if (IsDone) return;
            await world.Loop.DelayAsync(TimeSpan.FromMilliseconds(new Chance(world.Script.Seed, Name, _runs).Next(100, 30_000)));
        }
    }

    /// <summary>Runs the command once.</summary>
    public async Task RunOnceAsync(ClientKilled? kill = null)
    {
        _runs++;
        world.Story.Tell(Name, "starts");
        var process = _process = Disk.Open();
        _killed = new TaskCompletionSource<IReadOnlyList<UploadResult>?>();
        var changes = 0;
        process.BeforeChange = () =>
        {
            if (++changes == kill?.Change) Kill(kill);
        };
        var results = await await Task.WhenAny(UploadAsync(process), _killed.Task);
        _process = null;
        if (results is null) return;
        foreach (var result in results)
            world.Story.Tell(Name, $"reads: {result.Request.Path} {result.Outcome} {result.Error?.Error} {result.Error?.Message}");
        Results = results;
    }

    /// <summary>The process ends here, if one runs.</summary>
    private void Die()
    {
        if (_process is not { } process) return;
        process.Kill();
        world.Parts.StateLost(Process);
        _killed.TrySetResult(null);
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

    private async Task<IReadOnlyList<UploadResult>?> UploadAsync(ProcessDisk process)
    {
        var wire = Process;
        var time = new ProcessClock(world.ClockOf(person.Machine), () => process.IsDead);
        var lot = new Random(unchecked((world.Script.Seed * 31) + _runs));
        var options = new UploadOptions
        {
            StateFolder = StateFolder,
            PartSize = Content.PartSize,
            Jitter = lot.NextDouble,
            PrimaryHandler = () => world.Network.From(wire, () => process.IsDead),
            Notes = note => world.Secrets.Check("A note", note.Text),
        };
        var lake = new LakeConnection(SimulatedLake.BssAddress, SimulatedLake.ServerAddress, Token());
        await using var uploader = new LakeUploader(lake, options, time, new StateStore(StateFolder, process, time));
        var results = new List<UploadResult>();
        await foreach (var result in uploader.UploadAsync(Requests().ToAsyncEnumerable())) results.Add(result);
        return results;
    }

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
