using System.Collections.Concurrent;

namespace DreamLake.Hosting.Limits;

/// <summary>
/// The limits that count just now. The table is asked for each namespace at most once in two seconds, however many requests there are.
/// </summary>
public sealed class LiveLimits
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(2);
    private const int MostRemembered = 10_000;

    private readonly LimitsTable? _table;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, (NamespaceLimits Limits, long At)> _known = new(StringComparer.Ordinal);

    /// <summary>Those of a table.</summary>
    /// <param name="table">The table; null where the host has none: then nothing is limited.</param>
    /// <param name="time">The clock.</param>
    public LiveLimits(LimitsTable? table, TimeProvider time) => (_table, _time) = (table, time);

    /// <summary>The limits of a namespace.</summary>
    public async ValueTask<NamespaceLimits> FindAsync(string @namespace, CancellationToken cancellationToken)
    {
        if (_table is null) return new NamespaceLimits { Namespace = @namespace };
        if (_known.TryGetValue(@namespace, out var known) && _time.GetElapsedTime(known.At) < Remembered) return known.Limits;
        // Taken before the question: an answer is never believed for longer than it is true.
        var at = _time.GetTimestamp();
        var limits = await _table.FindAsync(@namespace, cancellationToken);
        if (_known.Count >= MostRemembered) _known.Clear();
        _known[@namespace] = (limits, at);
        return limits;
    }
}
