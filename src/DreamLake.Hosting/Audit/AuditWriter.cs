using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamLake.Hosting.Audit;

/// <summary>Writes entries down as they come, all that wait at once, and goes on with those that wait when its host stops.</summary>
internal sealed class AuditWriter(AuditLog log, AuditLines lines, TimeProvider time, ILogger<AuditWriter> faults) : BackgroundService
{
    private const int MostWaiting = 10_000;
    private const int MostAtOnce = 500;
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    private readonly Channel<AuditEntry> _entries = Channel.CreateBounded<AuditEntry>(MostWaiting);

    /// <summary>Takes an entry; waits where the table cannot follow.</summary>
    public async ValueTask AddAsync(AuditEntry entry)
    {
        try
        {
            await _entries.Writer.WriteAsync(entry);
        }
        catch (ChannelClosedException)
        {
            faults.LogError("{Verb} of request {RequestId} ended after the audit log was closed.", entry.Verb, entry.RequestId);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _entries.Writer.TryComplete();
        if (ExecuteTask is { } writing) await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<AuditEntry>(MostAtOnce);
        while (await _entries.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < MostAtOnce && _entries.Reader.TryRead(out var entry)) batch.Add(entry);
            lines.Write(batch);
            while (!await TryAddAsync(batch) && !stoppingToken.IsCancellationRequested)
                await Task.Delay(AfterFault, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            batch.Clear();
        }
    }

    private async Task<bool> TryAddAsync(List<AuditEntry> batch)
    {
        try
        {
            await log.AddAsync(batch, CancellationToken.None);
            return true;
        }
        catch (Exception fault)
        {
            faults.LogError("{Count} entries of the audit log could not be written and are tried again: {Fault}.", batch.Count,
                fault.GetType().Name);
            return false;
        }
    }
}
