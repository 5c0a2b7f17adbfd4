using System.Text.RegularExpressions;
using System.Web;
using DreamLake.Engine;
using DreamLake.Protocol;
using DreamLake.Simulation.Disk;
using DreamLake.Simulation.Network;

namespace DreamLake.Simulation.Playing;

/// <summary>One seed's schedule: who uploads what, and what befalls them.</summary>
internal sealed partial class Schedule(int seed, World world)
{
    private static readonly double[] Badness = [0, 0.02, 0.1, 0.3];
    private readonly Random _random = new(seed);
    private readonly List<(Client Client, Task Life)> _people = [];

    private string Space => $"seed{seed}";

    /// <summary>Plays it.</summary>
    public async Task PlayAsync()
    {
        Listen();
        var machines = _random.Next(1, 3);
        for (var machine = 1; machine <= machines; machine++) Settle(machine);
        if (_random.Next(4) == 0) _ = MeddleAsync();
        await Task.WhenAll(_people.Select(person => person.Life));
        world.Network.Weather = Weather.Fair;
        using var anonymous = new HttpClient(world.Network.From("reader"));
        using var reader = new HttpClient(world.Network.From("reader"));
        reader.DefaultRequestHeaders.Authorization = new("Bearer", world.Lake.Token);
        foreach (var (client, _) in _people) await world.Invariants.CheckResultsAsync(client.Results, client.Disk, reader, anonymous);
        await world.Invariants.CheckRegisteredOnceAsync(Space, reader);
    }

    // One machine, with one person or two who run the command side by side over the same states.
    private void Settle(int machine)
    {
        var disk = new SimulatedDisk(world.Clock);
        disk.Changed = path => world.Invariants.OnDiskChange(disk, path);
        var requests = new List<UploadRequest>();
        var files = _random.Next(1, 4);
        for (var file = 1; file <= files; file++)
        {
            var path = $"/home/run{file:00}.mp4";
            disk.Put(path, Content(_random.Next(3), _random.Next(0, 6)));
            requests.Add(new UploadRequest(path, EpisodeAddress.Parse($"alice@{Space}:run-042")));
        }

        var people = _random.Next(1, 3);
        for (var person = 1; person <= people; person++)
        {
            var client = new Client($"client{machine}{(char)('a' + person - 1)}", world, disk, new Random(_random.Next()));
            _people.Add((client, client.LiveAsync(requests, kills: _random.Next(4))));
        }
    }

    // Somebody writes to a file while it is uploaded, or takes it away.
    private async Task MeddleAsync()
    {
        await world.Loop.DelayAsync(TimeSpan.FromMilliseconds(_random.Next(1, 2000)));
        var disk = _people[0].Client.Disk;
        var isTaken = _random.Next(2) == 0;
        world.Story.Tell("somebody", isTaken ? "takes /home/run01.mp4 away" : "writes to /home/run01.mp4");
        if (isTaken) disk.Take("/home/run01.mp4");
        else disk.Put("/home/run01.mp4", Content(7, _random.Next(0, 6)));
    }

    private void Listen()
    {
        var network = world.Network;
        network.Weather = new Weather(new Random(_random.Next()), Badness[_random.Next(Badness.Length)]);
        network.Befell = (machine, request, mishap) => world.Story.Tell(machine, $"{Named(request)}: {mishap}");
        network.Answered = (machine, request, status, fate) =>
        {
            world.Story.Tell(machine, $"{Named(request)} → {status}");
            var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
            if (status == 200 && fate == Mishap.None && request.Method == HttpMethod.Put && query["partNumber"] is { } part)
                world.Invariants.OnPartStored(machine, query["uploadId"]!, part);
        };
    }

    // Ids are new in every run; a story is told alike each time.
    private static string Named(HttpRequestMessage request)
    {
        var part = HttpUtility.ParseQueryString(request.RequestUri!.Query)["partNumber"];
        return $"{request.Method} {IdInPath().Replace(request.RequestUri.AbsolutePath, "{id}")}{(part is null ? "" : $" part {part}")}";
    }

    [GeneratedRegex("[0-9a-f]{32}")]
    private static partial Regex IdInPath();

    private static byte[] Content(int kind, int parts)
    {
        var bytes = new byte[(parts * 1024) + (kind * 100)];
        new Random((kind * 1000) + parts).NextBytes(bytes);
        return bytes;
    }
}
