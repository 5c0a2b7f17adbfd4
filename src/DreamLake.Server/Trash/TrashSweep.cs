using DreamLake.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamLake.Server.Trash;

/// <summary>Once a minute: tells BSS what it could not be told before, and purges what has been in the trash for its time.</summary>
internal sealed class TrashSweep(IServiceProvider services, TimeProvider time, ILogger<TrashSweep> log) : BackgroundService
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    /// <summary>Does what is due.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var words = services.GetRequiredService<MediaWords>();
        foreach (var word in await words.FindUntoldAsync(AtOnce, cancellationToken))
        {
            if (AssetType.TryFromWord(word.Type, out var type)) await words.TellAsync(type, word.BssId, cancellationToken);
        }

        await services.GetRequiredService<TrashPurge>().PurgeDueAsync(AtOnce, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Between, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await GuardAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    // No fault of the tables or of BSS ends the sweep: what is left is due the next time.
    private async Task GuardAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            log.LogWarning("The trash is swept again in {Delay}: {Fault}.", Between, fault.GetType().Name);
        }
    }
}
