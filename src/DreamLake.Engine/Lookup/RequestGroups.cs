using System.Runtime.CompilerServices;

namespace DreamLake.Engine.Lookup;

/// <summary>Takes requests together as they come, so that one question serves many.</summary>
/// <remarks>Whoever hands files over slowly waits for none of them longer than a quarter of a second.</remarks>
/// <param name="most">The most of one group.</param>
/// <param name="time">The clock.</param>
internal sealed class RequestGroups(int most, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>The groups, in the order of the requests; the next one is only taken once this one was used up.</summary>
    public async IAsyncEnumerable<IReadOnlyList<UploadRequest>> OfAsync(
        IAsyncEnumerable<UploadRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var source = requests.GetAsyncEnumerator(cancellationToken);
        var next = source.MoveNextAsync().AsTask();
        try
        {
            while (await next.ConfigureAwait(false))
            {
                var group = new List<UploadRequest> { source.Current };
                var late = Task.Delay(Patience, time, cancellationToken);
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
    private static async Task EndAsync(IAsyncEnumerator<UploadRequest> source, Task<bool> next)
    {
        await Task.WhenAny(next).ConfigureAwait(false);
        await source.DisposeAsync().ConfigureAwait(false);
    }
}
