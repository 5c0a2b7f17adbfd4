using System.Diagnostics.Metrics;

namespace DreamLake.Lambda.Measures;

/// <summary>Measures the attempts of splits by what came of them.</summary>
internal sealed class SplitMeter
{
    private readonly Histogram<double> _duration;

    public SplitMeter(IMeterFactory meters)
    {
        Meter = meters.Create(LambdaServices.MeterName);
        _duration = Meter.CreateHistogram(
            "dreamlake.splits.duration", "s", "How long an attempt of a split takes, by what came of it.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400] });
    }

    /// <summary>What the gauges of the queue belong to as well.</summary>
    public Meter Meter { get; }

    /// <summary>An attempt is over.</summary>
    /// <param name="result"><c>done</c>, <c>failed</c>, <c>postponed</c> or <c>handed_back</c>.</param>
    /// <param name="duration">How long it took.</param>
    public void Ended(string result, TimeSpan duration) =>
        _duration.Record(duration.TotalSeconds, KeyValuePair.Create<string, object?>("result", result));
}
