namespace DreamLake.Engine;

/// <summary>Counts the files of a run that have not ended: of those that wait for the lake, no slot knows any more.</summary>
internal sealed class RunningFiles
{
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The run itself counts as one, until no more files come.
    private int _running = 1;

    /// <summary>A file begins.</summary>
    public void Begin() => Interlocked.Increment(ref _running);

    /// <summary>A file has ended.</summary>
    public void End()
    {
        if (Interlocked.Decrement(ref _running) == 0) _allEnded.SetResult();
    }

    /// <summary>No more files come: waits until all have ended. Once in a run.</summary>
    public Task AllEndedAsync()
    {
        End();
        return _allEnded.Task;
    }
}
