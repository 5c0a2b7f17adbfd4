using Microsoft.Extensions.Hosting;

namespace DreamLake.Hosting.Keys;

/// <summary>Keeps a process's ring what the table says, from before its first request on.</summary>
internal sealed class KeyFollower(KeyTable table, KeyRing ring, TimeProvider time) : BackgroundService, IHostedLifecycleService
{
    /// <summary>How often the table is looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public Task StartingAsync(CancellationToken cancellationToken) => LookAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The database is away for a moment, or was put back from another lake's copy: what was known goes on.
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken) => ring.Replace(await table.LiveAsync(cancellationToken));
}
