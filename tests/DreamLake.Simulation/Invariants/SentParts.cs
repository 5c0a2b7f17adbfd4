using DreamLake.Simulation.Network;

namespace DreamLake.Simulation.Invariants;

/// <summary>
/// A part is sent twice only for a reason, which the story names: a lost answer, a wait that ended, a state that was lost.
/// </summary>
internal sealed class SentParts(Verdict verdict, Story story)
{
    private readonly Dictionary<(string Upload, string Number), Exchange> _last = [];
    private readonly Dictionary<string, SortedDictionary<int, byte[]>> _uploads = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lostStates = new(StringComparer.Ordinal);

    /// <summary>The state of a machine's uploads was lost, or could not be written: what its processes knew may be sent again.</summary>
    /// <param name="process">The process that was killed, or the machine whose disk failed.</param>
    public void StateLost(string process) => _lostStates.Add(process);

    /// <summary>What S3 has taken of an upload, by its parts' numbers.</summary>
    public IReadOnlyDictionary<int, byte[]>? Of(string uploadId) => _uploads.GetValueOrDefault(uploadId);

    /// <summary>S3 has carried out a call.</summary>
    public void OnCarriedOut(Exchange exchange)
    {
        if (!exchange.Succeeded || exchange.Fate.What == Mishap.BodyCut || exchange.Part() is not { } part) return;
        if (_last.TryGetValue(part, out var before)) Judge(part.Number, before, exchange);
        _last[part] = exchange;
        if (!_uploads.TryGetValue(part.UploadId, out var parts)) _uploads[part.UploadId] = parts = [];
        parts[int.Parse(part.Number, System.Globalization.CultureInfo.InvariantCulture)] = exchange.Body;
    }

    private void Judge(string number, Exchange before, Exchange again)
    {
        var reason = before.Fate.LosesAnswer ? "the answer to it was lost"
            : before.CancellationToken.IsCancellationRequested ? "nobody waited for the answer any more"
            : _lostStates.Contains(before.Process) ? "the process that had sent it was killed"
            : _lostStates.Contains(before.Process.Split('.')[0][..7]) ? "the state could not be written"
            : null;
        story.Tell(again.Process, $"sends part {number} again: {reason ?? "for no reason"}");
        if (reason is null) verdict.Break($"{again.Process} sent part {number} of one upload again, and its answer was not lost.");
    }
}
