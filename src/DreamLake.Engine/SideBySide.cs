using System.Runtime.CompilerServices;

namespace DreamLake.Engine;

/// <summary>Does a few things at once, and gives what came of them in the order in which they were asked for.</summary>
internal static class SideBySide
{
    /// <summary>Works on items that are there.</summary>
    /// <inheritdoc cref="RunAsync{T, TDone}(IAsyncEnumerable{T}, int, Func{T, CancellationToken, Task{TDone}}, CancellationToken)"/>
    public static IAsyncEnumerable<TDone> RunAsync<T, TDone>(
        IEnumerable<T> items, int atOnce, Func<T, CancellationToken, Task<TDone>> work, CancellationToken cancellationToken) =>
        RunAsync(OneByOneAsync(items), atOnce, work, cancellationToken);

    /// <summary>Works on items as they come, on as many at once; whoever stops reading ends what is under way.</summary>
    /// <param name="items">What is worked on; read on only as fast as it is done.</param>
    /// <param name="atOnce">How many at once.</param>
    /// <param name="work">Done with each. It throws nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async IAsyncEnumerable<TDone> RunAsync<T, TDone>(
        IAsyncEnumerable<T> items, int atOnce, Func<T, CancellationToken, Task<TDone>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var underWay = new Queue<Task<TDone>>();
        try
        {
            await foreach (var item in items.WithCancellation(stop.Token).ConfigureAwait(false))
            {
                underWay.Enqueue(Task.Run(() => work(item, stop.Token), CancellationToken.None));
                if (underWay.Count >= atOnce) yield return await underWay.Dequeue().ConfigureAwait(false);
            }

            while (underWay.TryDequeue(out var next)) yield return await next.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(underWay).ConfigureAwait(false);
        }
    }

    private static async IAsyncEnumerable<T> OneByOneAsync<T>(IEnumerable<T> items)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var item in items) yield return item;
    }
}
