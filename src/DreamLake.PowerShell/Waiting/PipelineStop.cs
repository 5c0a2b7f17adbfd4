namespace DreamLake.PowerShell.Waiting;

/// <summary>What a cmdlet waits for, ended by Ctrl+C.</summary>
internal sealed class PipelineStop : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    /// <summary>Cancelled when the pipeline stops.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The pipeline stops.</summary>
    public void Stop()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pipeline ended by itself in this very moment.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
