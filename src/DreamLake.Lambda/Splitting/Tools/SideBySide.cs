namespace DreamLake.Lambda.Splitting.Tools;

/// <summary>Two pieces of work on one folder at once.</summary>
internal static class SideBySide
{
    /// <summary>
    /// Runs both to their ends. Where one fails the other is stopped, and waited for: nothing works on in a folder that was given up.
    /// </summary>
    public static async Task<(TFirst First, TSecond Second)> RunAsync<TFirst, TSecond>(
        Func<CancellationToken, Task<TFirst>> first, Func<CancellationToken, Task<TSecond>> second, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (one, other) = (OrStopAsync(first, stop), OrStopAsync(second, stop));
        // What it throws is the failure, not that the other was stopped for it.
        await Task.WhenAll(one, other);
        return (await one, await other);
    }

    private static async Task<T> OrStopAsync<T>(Func<CancellationToken, Task<T>> work, CancellationTokenSource stop)
    {
        try
        {
            return await work(stop.Token);
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }
}
