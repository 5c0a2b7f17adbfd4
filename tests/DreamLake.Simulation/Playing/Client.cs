using DreamLake.Engine;
using DreamLake.Engine.State;
using DreamLake.Simulation.Disk;
using DreamLake.Simulation.Lake;
using DreamLake.Simulation.Time;

namespace DreamLake.Simulation.Playing;

/// <summary>A person with files, who runs the same command until all are stored, however often the process is killed.</summary>
internal sealed class Client(string name, World world, SimulatedDisk disk, Random random)
{
    public const string StateFolder = "/home/.dreamlake/uploads";
    private const long PartSize = 1024;
    private const int MostRuns = 12;
    private int _runs;

    /// <summary>What the last run that was not killed came to.</summary>
    public IReadOnlyList<UploadResult> Results { get; private set; } = [];

    /// <summary>The process that runs at this moment, in the story's words.</summary>
    public string Process => $"{name}.{_runs}";

    /// <summary>The disk.</summary>
    public SimulatedDisk Disk => disk;

    /// <summary>Runs the command, is killed, runs it again.</summary>
    /// <param name="requests">The files.</param>
    /// <param name="kills">How many of the runs are killed.</param>
    public async Task LiveAsync(IReadOnlyList<UploadRequest> requests, int kills)
    {
        while (_runs < MostRuns)
        {
            _runs++;
            var results = await RunAsync(requests, _runs <= kills ? random.Next(1, 40) : null);
            if (results is null)
            {
                world.Story.Tell(name, "is killed");
                if (random.Next(4) == 0) CutPower();
                await world.Loop.DelayAsync(TimeSpan.FromSeconds(random.Next(0, 10)));
                continue;
            }

            foreach (var result in results) world.Story.Tell(name, $"reads: {result.Request.Path} {result.Outcome} {result.Error?.Error}");
            Results = results;
            if (results.All(result => result.Outcome != UploadOutcome.Paused)) return;
            await world.Loop.DelayAsync(TimeSpan.FromSeconds(random.Next(1, 100)));
        }
    }

    private void CutPower()
    {
        world.Story.Tell(name, "loses its power");
        disk.CutPower();
    }

    // Null where the process was killed: at a change on its disk, which is where a kill can hurt.
    private async Task<IReadOnlyList<UploadResult>?> RunAsync(IReadOnlyList<UploadRequest> requests, int? killAtChange)
    {
        world.Story.Tell(name, "starts");
        var process = disk.Open();
        var killed = new TaskCompletionSource<IReadOnlyList<UploadResult>?>();
        var changes = 0;
        process.BeforeChange = () =>
        {
            if (++changes != killAtChange) return;
            process.Kill();
            killed.TrySetResult(null);
        };
        return await await Task.WhenAny(UploadAsync(process, requests), killed.Task);
    }

    private async Task<IReadOnlyList<UploadResult>?> UploadAsync(ProcessDisk process, IReadOnlyList<UploadRequest> requests)
    {
        var wire = Process;
        var time = new ProcessClock(world.Clock, () => process.IsDead);
        var options = new UploadOptions
        {
            StateFolder = StateFolder,
            PartSize = PartSize,
            Jitter = random.NextDouble,
            PrimaryHandler = () => world.Network.From(wire, () => process.IsDead),
            Notes = note => world.Invariants.CheckSecrets("A note", note.Text),
        };
        var lake = new LakeConnection(SimulatedLake.BssAddress, SimulatedLake.ServerAddress, world.Lake.Token);
        await using var uploader = new LakeUploader(lake, options, time, new StateStore(StateFolder, process, time));
        var results = new List<UploadResult>();
        await foreach (var result in uploader.UploadAsync(requests.ToAsyncEnumerable())) results.Add(result);
        return results;
    }
}
