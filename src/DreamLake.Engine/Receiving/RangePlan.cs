using System.Threading.Channels;
using DreamLake.Engine.Content;

namespace DreamLake.Engine.Receiving;

/// <summary>Which ranges of a file are to be fetched, and which have come: fetched in any order, checked in theirs.</summary>
/// <param name="plan">How the file is cut.</param>
internal sealed class RangePlan(PartPlan plan)
{
    private readonly Channel<int> _missing = Channel.CreateUnbounded<int>();
    private readonly TaskCompletionSource[] _arrived = [.. Enumerable.Range(0, plan.Count).Select(_ => NewArrival())];

    /// <summary>How many ranges there are.</summary>
    public int Count => plan.Count;

    /// <summary>A range has to be fetched.</summary>
    public void Want(int number)
    {
        if (_arrived[number - 1].Task.IsCompleted) _arrived[number - 1] = NewArrival();
        _missing.Writer.TryWrite(number);
    }

    /// <summary>A range is here.</summary>
    public void Arrived(int number) => _arrived[number - 1].TrySetResult();

    /// <summary>Waits until a range is here.</summary>
    public Task WaitAsync(int number, CancellationToken cancellationToken) => _arrived[number - 1].Task.WaitAsync(cancellationToken);

    /// <summary>The ranges to fetch, shared by all who read it; it ends when all is checked.</summary>
    public IAsyncEnumerable<int> MissingAsync(CancellationToken cancellationToken) => _missing.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Nothing more will be wanted.</summary>
    public void End() => _missing.Writer.TryComplete();

    /// <summary>Which bytes a range has.</summary>
    public ByteRange BytesOf(int number) => new(plan.OffsetOf(number), plan.SizeOf(number), plan.FileSize);

    private static TaskCompletionSource NewArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
