using DreamLake.Lambda.Jobs;
using DreamLake.Protocol;
using Microsoft.Extensions.Hosting;

namespace DreamLake.Simulation.Lake;

/// <summary>In ffmpeg's place: takes jobs of the Lambda's queue and ends each in one of the ways in which a split ends.</summary>
internal sealed class SimulatedSplitter(JobClaims claims, JobSignal bell, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Takes = TimeSpan.FromSeconds(3);
    private readonly string _worker = Guid.NewGuid().ToString("N");
    private int _taken;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await bell.WaitAsync(Poll, time, stoppingToken);
            await claims.ReleaseExpiredAsync(stoppingToken);
            while (await claims.ClaimAsync(_worker, Lane.Ordinary, stoppingToken) is { } job) await SplitAsync(job, stoppingToken);
        }
    }

    private async Task SplitAsync(Job job, CancellationToken cancellationToken)
    {
        await Task.Delay(Takes, time, cancellationToken);
        switch (_taken++ % 4)
        {
            case 0:
                await claims.PostponeAsync(job, "The disk was full.", TimeSpan.FromMinutes(1), isCrash: false);
                break;
            case 1:
                await claims.FailAsync(job, "There is no picture in it.");
                break;
            default:
                await claims.CompleteAsync(job, new MediaMetadata { Streams = [] });
                break;
        }
    }
}
