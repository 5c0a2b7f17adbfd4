using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamLake.Bss.Upkeep;

/// <summary>
/// Scrubs for as long as the host runs: one content after the other, then the bucket's pages, and a look each minute where none is due.
/// </summary>
internal sealed class ScrubWorker(Scrub scrub, Inventory inventory, TimeProvider time, ILogger<ScrubWorker> log) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Between, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await GuardAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what was being read is read again.
        }
    }

    // No fault of the tables ends the scrub: what is left is due the next time.
    private async Task GuardAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await scrub.NextAsync(cancellationToken) || await inventory.NextAsync(cancellationToken))
            {
                // The next one.
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Its type alone: a message may quote an address, and an address may be signed.
            log.LogError("The scrub goes on in {Delay}: {Fault}.", Between, fault.GetType().Name);
        }
    }
}
