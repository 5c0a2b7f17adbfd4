using DreamLake.Engine.Resilience;
using DreamLake.Protocol;

namespace DreamLake.Engine.Services;

/// <summary>
/// One address of a service whose calls are gathered: those of many files that come while others are under way go together in the next,
/// as one batch call.
/// </summary>
/// <remarks>
/// No call waits for a clock. One that comes while none is under way goes at once and alone, so that a single file makes the calls that
/// it always made; what comes meanwhile goes when that is answered, or as soon as it is a full batch. So calls go together where they
/// come faster than they are answered, and only there.
/// </remarks>
/// <param name="support">Whether the service knows batch calls.</param>
/// <param name="sendAsync">Sends a batch: the items, and one answer for each in their order.</param>
internal sealed class CallGatherer(
    BatchSupport support, Func<IReadOnlyList<byte[]>, CancellationToken, Task<IReadOnlyList<ItemAnswer>>> sendAsync)
{
    private readonly object _gate = new();
    private readonly LinkedList<Waiting> _waiting = [];
    private int _underWay;

    /// <summary>Makes one try of a call, alone or with others.</summary>
    /// <param name="item">Its body in a batch.</param>
    /// <param name="read">Reads its answer out of a batch's.</param>
    /// <param name="sendAloneAsync">Makes the single call.</param>
    /// <param name="cancellationToken">Gives up; the others of its batch go on.</param>
    public async Task<T> SendAsync<T>(
        byte[] item, Func<ItemAnswer, T> read, Func<CancellationToken, Task<T>> sendAloneAsync, CancellationToken cancellationToken)
        where T : class
    {
        if (Join(item, cancellationToken) is { } waiting)
        {
            using var giveUp = cancellationToken.UnsafeRegister(_ => Leave(waiting), null);
            if (await waiting.Task.ConfigureAwait(false) is { } answer) return read(answer);
        }

        try
        {
            return await sendAloneAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Next();
        }
    }

    /// <summary>Takes a way at once and answers null, or waits for one.</summary>
    private Waiting? Join(byte[] item, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_underWay == 0 || !support.IsExpected)
            {
                _underWay++;
                return null;
            }

            var waiting = new Waiting(item, cancellationToken);
            _waiting.AddLast(waiting);
            if (_waiting.Count < BatchCallRequest.MostItems) return waiting;
            // A full batch waits for nobody.
            _underWay++;
            Begin(TakeBatch());
            return waiting;
        }
    }

    private void Leave(Waiting waiting)
    {
        lock (_gate) _waiting.Remove(waiting);
        waiting.Cancel();
    }

    /// <summary>A way is free again: those that wait take it.</summary>
    private void Next()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0) _underWay--;
            else Begin(TakeBatch());
        }
    }

    private List<Waiting> TakeBatch()
    {
        List<Waiting> batch = [.. _waiting.Take(BatchCallRequest.MostItems)];
        foreach (var _ in batch) _waiting.RemoveFirst();
        return batch;
    }

    private void Begin(List<Waiting> batch)
    {
        if (batch.Count > 1 && support.IsExpected) _ = Task.Run(() => RunAsync(batch), CancellationToken.None);
        else GoAlone(batch);
    }

    /// <summary>Each makes the single call, on a way of its own that it frees when that is over.</summary>
    private void GoAlone(List<Waiting> batch)
    {
        lock (_gate) _underWay += batch.Count - 1;
        // Whoever gave up meanwhile goes nowhere.
        foreach (var _ in batch.Where(waiting => !waiting.TryGoAlone())) Next();
    }

    private async Task RunAsync(List<Waiting> batch)
    {
        using var abandoned = new BatchPatience([.. batch.Select(waiting => waiting.CancellationToken)]);
        try
        {
            var answers = await sendAsync([.. batch.Select(waiting => waiting.Item)], abandoned.Token).ConfigureAwait(false);
            for (var i = 0; i < batch.Count; i++) batch[i].Answer(answers[i]);
            Next();
        }
        catch (LakeException fault) when (fault.Status is { } status && support.LeavesToSingleCalls(status))
        {
            GoAlone(batch);
        }
        catch (Exception fault)
        {
            foreach (var waiting in batch) waiting.Fail(fault is LakeException known ? known.Again() : fault);
            Next();
        }
    }

    /// <summary>A call that waits for a way.</summary>
    private sealed class Waiting(byte[] item, CancellationToken cancellationToken)
    {
        private readonly TaskCompletionSource<ItemAnswer?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public byte[] Item => item;

        public CancellationToken CancellationToken => cancellationToken;

        /// <summary>Its answer; null where it is to go alone.</summary>
        public Task<ItemAnswer?> Task => _answer.Task;

        public void Answer(ItemAnswer answer) => _answer.TrySetResult(answer);

        public bool TryGoAlone() => _answer.TrySetResult(null);

        public void Fail(Exception fault) => _answer.TrySetException(fault);

        public void Cancel() => _answer.TrySetCanceled(cancellationToken);
    }
}
