using DreamLake.Engine;
using DreamLake.Presentation.Folders;

namespace DreamLake.Presentation;

/// <summary>What the results of a run add up to, for its last lines.</summary>
/// <param name="time">The clock; it runs from now on.</param>
public sealed class BatchTally(TimeProvider time)
{
    private readonly long _begunAt = time.GetTimestamp();
    private readonly SortedDictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly LeftOutTally _leftOut = new();
    private int _stored;
    private int _replaced;
    private int _alreadyStored;
    private int _paused;
    private int _freed;
    private int _kept;
    private long _bytesFreed;
    private long _bytes;

    /// <summary>Files that have ended or were refused.</summary>
    public int Files => _stored + _alreadyStored + _paused + _failures.Values.Sum();

    /// <summary>Whether something failed, or could not be read.</summary>
    public bool HasFailures => _failures.Count > 0 || _leftOut.HasFailures;

    /// <summary>Files that are paused.</summary>
    public int Paused => _paused;

    /// <summary>Takes a result in.</summary>
    public void Count(UploadResult result)
    {
        if (result.Freed is { } freed) CountFreed(freed);
        if (result.Outcome == UploadOutcome.AlreadyStored) _alreadyStored++;
        else if (result.IsInLake) CountStored(result);
        else if (result.Outcome == UploadOutcome.Paused) _paused++;
        else CountFailed(result.Error?.Error.ToString() ?? "");
    }

    /// <summary>Takes in what is left out.</summary>
    public void Count(LeftOut left) => _leftOut.Add(left);

    /// <summary>Takes in a file that failed.</summary>
    /// <param name="reason">The word for its cause.</param>
    public void CountFailed(string reason) => _failures[reason] = _failures.GetValueOrDefault(reason) + 1;

    /// <summary>
    /// The lines: <c>12 files stored (1.2 GiB, 12.0 s, 100.0 MiB/s), 3 already stored, 1 failed (FileUnreadable).</c>, and what was left
    /// out.
    /// </summary>
    public IEnumerable<string> Lines()
    {
        if (Files > 0) yield return $"{string.Join(", ", Counts())}.";
        if (_freed + _kept > 0)
            yield return $"{Units.Count(_freed, "source")} removed ({Units.Size(_bytesFreed)} freed), {_kept} kept.";
        if (_leftOut.Count > 0) yield return $"left out: {_leftOut}.";
    }

    private void CountFreed(FreeResult freed)
    {
        if (freed.Outcome == FreeOutcome.Freed) (_freed, _bytesFreed) = (_freed + 1, _bytesFreed + freed.Size);
        else _kept++;
    }

    private void CountStored(UploadResult result)
    {
        (_stored, _bytes) = (_stored + 1, _bytes + result.Size);
        if (result.Outcome == UploadOutcome.Replaced) _replaced++;
    }

    private IEnumerable<string> Counts()
    {
        var taken = time.GetElapsedTime(_begunAt);
        var rate = _bytes == 0 ? "" : $", {Units.Duration(taken)}, {Units.Rate(_bytes / Math.Max(0.001, taken.TotalSeconds))}";
        yield return $"{Units.Count(_stored, "file")} stored ({Units.Size(_bytes)}{rate})";
        if (_replaced > 0) yield return $"{_replaced} of them in the place of another content";
        if (_alreadyStored > 0) yield return $"{_alreadyStored} already stored";
        if (_failures.Count > 0) yield return $"{_failures.Values.Sum()} failed ({string.Join(", ", _failures.Select(Reason))})";
        if (_paused > 0) yield return $"{_paused} paused";
    }

    private static string Reason(KeyValuePair<string, int> reason) => reason.Value == 1 ? reason.Key : $"{reason.Value} {reason.Key}";
}
