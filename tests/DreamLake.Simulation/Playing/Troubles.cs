using DreamLake.Simulation.Lake;
using DreamLake.Simulation.Network;
using DreamLake.Simulation.Scripts;
using DreamLake.StagingPool.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Simulation.Playing;

/// <summary>What befalls machines, disks and clocks at moments of their own, as the script says.</summary>
internal sealed class Troubles(World world)
{
    // Whatever runs services starts one again that could not start.
    private static readonly TimeSpan StartedAgainAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IntoStall = TimeSpan.FromSeconds(1);
    private readonly HashSet<ClockJumpsInStall> _jumped = [];
    private readonly List<Task> _underWay = [];
    private readonly List<Task> _restarts = [];

    /// <summary>Begins all of them.</summary>
    public void Begin()
    {
        foreach (var element in world.Script.Elements)
        {
            if (BeginOne(element) is { } trouble) _underWay.Add(trouble);
        }
    }

    /// <summary>All is well again: what was down is up, what was full has room.</summary>
    public async Task EndAsync()
    {
        await Task.WhenAll(_underWay);
        foreach (var service in world.Lake.Services) service.Process?.KillAt(int.MaxValue);
        await Task.WhenAll(_restarts);
        world.Network.Weather.IsFair = true;
    }

    /// <summary>Something befell a call.</summary>
    /// <param name="machine">Whose call it is.</param>
    /// <param name="mishap">What befell it.</param>
    public void OnBefallen(string machine, Mishap mishap)
    {
        if (mishap != Mishap.Stalled) return;
        foreach (var jump in world.Script.All<ClockJumpsInStall>().Where(jump => jump.Person == machine && _jumped.Add(jump)))
            _underWay.Add(AtAsync(IntoStall, jump, () => world.ClockOf(jump.Machine).Offset += jump.By));
    }

    private Task? BeginOne(Element element) => element switch
    {
        ServiceKilled kill => KillAsync(kill),
        LakePowerCut cut => CutPowerAsync(cut),
        FileMeddledWith meddling => MeddleAsync(meddling),
        ClockJumps jump => AtAsync(jump.Moment, element, () => world.ClockOf(jump.Machine).Offset += jump.By),
        DiskFills full => FillAsync(full),
        UploadsExpire expiry => ExpireAsync(expiry),
        SumsTell { AreRight: false } sums => AtAsync(sums.MendedAt, sums, new Checksums(world, sums).Mend),
        _ => null,
    };

    private async Task KillAsync(ServiceKilled kill)
    {
        await world.Loop.DelayAsync(kill.From);
        var service = world.Lake.Services.Single(one => one.Name == kill.Service);
        Arm(service, kill.Step, () =>
        {
            service.Kill();
            world.Story.Tell(service.Name, "is killed");
            _restarts.Add(RestartAsync([service], kill.Down));
        });
    }

    private async Task CutPowerAsync(LakePowerCut cut)
    {
        await world.Loop.DelayAsync(cut.From);
        Arm(world.Lake.Services.Single(one => one.Name == cut.Service), cut.Step, () =>
        {
            world.Lake.KillAll();
            world.Lake.Disk.CutPower();
            world.Story.Tell("lake", "loses its power");
            _restarts.Add(RestartAsync(world.Lake.Services, cut.Down));
        });
    }

    private static void Arm(SimulatedService service, int step, Action killed)
    {
        if (service.Process is not { } process) return;
        process.Killed = killed;
        process.KillAt(step);
    }

    private async Task RestartAsync(IReadOnlyList<SimulatedService> services, TimeSpan after)
    {
        await world.Loop.DelayAsync(after);
        foreach (var service in services)
        {
            while (service.Process is null)
            {
                var isUp = await service.TryStartAsync();
                world.Story.Tell(service.Name, isUp ? "starts again" : "cannot start");
                if (!isUp) await world.Loop.DelayAsync(StartedAgainAfter);
            }
        }
    }

    private Task MeddleAsync(FileMeddledWith meddling) => AtAsync(meddling.Moment, meddling, () =>
    {
        var disk = world.DiskOf(meddling.Machine);
        if (disk.BytesOf(meddling.Path) is not { } bytes) return;
        if (meddling.How == Meddling.Vanishes) disk.Take(meddling.Path);
        else if (meddling.How == Meddling.Shrinks) disk.Put(meddling.Path, bytes[..(bytes.Length / 2)]);
        else disk.Put(meddling.Path, [.. bytes.Reverse()]);
    });

    private async Task FillAsync(DiskFills full)
    {
        await AtAsync(full.Moment, full, () => world.DiskOf(full.Machine).IsFull = true);
        world.Parts.StateLost($"client{full.Machine}");
        await world.Loop.DelayAsync(full.For);
        world.DiskOf(full.Machine).IsFull = false;
        world.Story.Tell($"machine {full.Machine}", "has room again");
    }

    private async Task ExpireAsync(UploadsExpire expiry)
    {
        await AtAsync(expiry.Moment, expiry, () => { });
        if (world.Lake.Pool.Process is not { } pool) return;
        var uploads = pool.Services.GetRequiredService<UploadStore>();
        foreach (var upload in await uploads.AllAsync(SimulatedLake.Bucket, "", CancellationToken.None))
        {
            try
            {
                await uploads.AbortAsync(upload, CancellationToken.None);
            }
            catch (Exception fault) when (fault is StagingPool.S3Exception or IOException)
            {
                // It ended by itself, or the pool was killed meanwhile.
            }
        }
    }

    private async Task AtAsync(TimeSpan moment, Element what, Action act)
    {
        await world.Loop.DelayAsync(moment);
        world.Story.Tell("script", what.ToString()!);
        act();
    }
}
