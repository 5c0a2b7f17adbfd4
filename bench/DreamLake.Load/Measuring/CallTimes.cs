namespace DreamLake.Load.Measuring;

/// <summary>How long the calls took, by what they are.</summary>
internal sealed class CallTimes
{
    private readonly Dictionary<string, List<double>> _seconds = [];

    public void Add(string what, TimeSpan time)
    {
        lock (_seconds)
        {
            if (!_seconds.TryGetValue(what, out var times)) _seconds[what] = times = [];
            times.Add(time.TotalSeconds);
        }
    }

    public void Clear()
    {
        lock (_seconds) _seconds.Clear();
    }

    /// <summary>What they are so far: how many, and the seconds that half of them and 99 of 100 stay within.</summary>
    public IReadOnlyList<CallFigures> Take()
    {
        lock (_seconds) return [.. _seconds.Select(call => Of(call.Key, [.. call.Value.Order()]))];
    }

    private static CallFigures Of(string what, double[] sorted) =>
        new(what, sorted.Length, sorted[sorted.Length / 2], sorted[Math.Min(sorted.Length - 1, sorted.Length * 99 / 100)]);
}

/// <summary>The figures of one call.</summary>
internal sealed record CallFigures(string What, int Count, double Median, double NinetyNine);
