using System.Text.RegularExpressions;
using System.Web;
using DreamLake.Engine;
using DreamLake.Simulation.Disk;
using DreamLake.Simulation.Invariants;
using DreamLake.Simulation.Scripts;

namespace DreamLake.Simulation.Playing;

/// <summary>One script, played from its first moment to a lake and files that have to agree.</summary>
internal sealed partial class Schedule(World world)
{
    private readonly Troubles _troubles = new(world);
    private readonly Dictionary<SimulatedDisk, FreedSources> _freed = [];

    /// <summary>Plays it.</summary>
    public async Task PlayAsync()
    {
        await world.Lake.StartAsync();
        Listen();
        Settle();
        _troubles.Begin();
        var receivers = world.Script.All<ReceiverIs>().Select(person => new Receiver(person, world)).ToArray();
        var removers = world.Script.All<RemoverIs>().Select(person => new Remover(person, world)).ToArray();
        await Task.WhenAll([
            .. world.Clients.Select(client => client.LiveAsync()), .. receivers.Select(receiver => receiver.LiveAsync()),
            .. removers.Select(remover => remover.LiveAsync()),
        ]);
        await _troubles.EndAsync();
        await FinishAsync();
        foreach (var remover in removers)
        {
            await remover.FinishAsync();
            remover.Dispose();
        }

        foreach (var receiver in receivers) await receiver.FinishAsync();
        await CheckAsync();
        if (removers.Length > 0) await new LeftContents(world).CheckAsync();
        world.Lake.KillAll();
    }

    private void Settle()
    {
        world.Clients = [.. world.Script.All<PersonIs>().Select(person => new Client(person, world))];
        foreach (var machine in world.Script.All<FileIs>().GroupBy(file => file.Machine))
        {
            var disk = world.DiskOf(machine.Key);
            foreach (var file in machine) disk.Put(file.Path, file.Content.Bytes());
            foreach (var sums in world.Script.All<SumsTell>().Where(sums => sums.Machine == machine.Key))
                new Checksums(world, sums).PutBeside([.. machine]);
            var (states, freed) = (
                new WholeStates(disk, Client.StateFolder, world.Verdict, world.Secrets, world.States),
                new FreedSources(disk, world.Bytes, world.Verdict));
            disk.Changed = path =>
            {
                states.OnChange(path);
                freed.OnChange(path);
            };
            _freed[disk] = freed;
        }

        // Whose files were all left out of the script has none to be freed.
        foreach (var client in world.Clients) _freed.TryAdd(client.Disk, new FreedSources(client.Disk, world.Bytes, world.Verdict));

        world.Lake.Disk.Changed = world.Bytes.OnChange;
    }

    // Once nothing befalls anybody any more the same command ends well, or says what is wrong with the file.
    private async Task FinishAsync()
    {
        foreach (var client in world.Clients.Where(client => !client.IsDone))
        {
            for (var run = 0; run < 3 && !client.IsDone; run++) await client.RunOnceAsync();
            foreach (var left in client.Results.Where(result => !result.IsInLake))
            {
                if (!IsOfTheFile(left, client))
                    world.Verdict.Break($"All is well again, and '{left.Request.Path}' of {client.Name} is {left.Outcome} with {left.Error?.Error}.");
            }
        }
    }

    private bool IsOfTheFile(UploadResult result, Client client) => result.Error?.Error switch
    {
        UploadError.FileNotFound => client.Disk.BytesOf(result.Request.Path) is null
            && (_freed[client.Disk].HasTakenAny
                || world.Script.All<FileMeddledWith>().Any(meddling => meddling.How == Meddling.Vanishes)),
        // Its checksum is of the file before somebody meddled with it.
        UploadError.ChecksumDiffers => world.Script.All<FileMeddledWith>().Any(),
        _ => false,
    };

    private async Task CheckAsync()
    {
        if (!world.Removed.HasPurgedAny) world.Bytes.CheckAll();
        using var results = new TrueResults(world);
        foreach (var client in world.Clients)
        {
            await results.CheckAsync(client);
            await results.CheckFreedAsync(client, _freed[client.Disk].Removed);
        }

        var owners = world.Clients.Select(client => client.Owner).Distinct().ToArray();
        foreach (var owner in owners) await results.CheckRegisteredOnceAsync(owner);
        if (owners.Length < 2) return;
        foreach (var client in world.Clients) await results.CheckHiddenAsync(client, owners.First(owner => owner != client.Owner));
    }

    private void Listen()
    {
        var network = world.Network;
        network.Befell = (process, request, mishap) =>
        {
            world.Story.Tell(process, $"{Named(request)}: {mishap}");
            _troubles.OnBefallen(process.Split('.')[0], mishap);
        };
        network.Arriving = world.States.OnArriving;
        network.WaitedTooLong = process => world.Verdict.Break($"{process} waited for ever for an answer that did not come.");
        network.CarriedOut = exchange =>
        {
            world.Story.Tell(exchange.Process, $"{Named(exchange.Request)} → {(int)exchange.Answer.Status}");
            if (exchange.Process.StartsWith("client", StringComparison.Ordinal))
            {
                world.States.OnCarriedOut(exchange);
                world.Parts.OnCarriedOut(exchange);
                world.Bytes.OnCarriedOut(exchange, world.Parts);
            }
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
}
