using System.Runtime.CompilerServices;

namespace DreamLake.Engine.Lookup;

/// <summary>Takes items together as they come, so that one question serves many.</summary>
/// <param name="most">The most of one group.</param>
/// <param name="patience">How long the first of a group waits for others, where they come slowly.</param>
/// <param name="time">The clock.</param>
internal sealed class ItemGroups<T>(int most, TimeSpan patience, TimeProvider time)
{
    /// <summary>The groups, in the order of the items; the next one is only taken once this one was used up.</summary>
    public async IAsyncEnumerable<IReadOnlyList<T>> OfAsync(
        IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var source = items.GetAsyncEnumerator(cancellationToken);
        var next = source.MoveNextAsync().AsTask();
        try
        {
            while (await next.ConfigureAwait(false))
            {
                var group = new List<T> { source.Current };
                var late = Task.Delay(patience, time, cancellationToken);
                next = source.MoveNextAsync().AsTask();
                while (group.Count < most && await HasComeAsync(next, late).ConfigureAwait(false))
                {
                    group.Add(source.Current);
                    next = source.MoveNextAsync().AsTask();
                }

                yield return group;
            }
        }
        finally
        {
            _ = EndAsync(source, next);
        }
    }

    // One that failed is none that has come: its error is thrown after the group that came before it.
    private static async Task<bool> HasComeAsync(Task<bool> next, Task late)
    {
        if (!next.IsCompleted) await Task.WhenAny(next, late).ConfigureAwait(false);
        return next.IsCompletedSuccessfully && await next.ConfigureAwait(false);
    }

    // A source that is still asked may not be disposed of, and may take its time: nobody waits for it.
    private static async Task EndAsync(IAsyncEnumerator<T> source, Task<bool> next)
    {
        await Task.WhenAny(next).ConfigureAwait(false);
        await source.DisposeAsync().ConfigureAwait(false);
    }
}
