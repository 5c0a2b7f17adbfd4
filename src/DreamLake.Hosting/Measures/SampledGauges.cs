using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace DreamLake.Hosting.Measures;

/// <summary>Gauges whose values lie in tables: whoever collects them has them looked up first, and then reads what was found.</summary>
/// <param name="time">The clock.</param>
/// <param name="log">Told where they cannot be looked up.</param>
public abstract class SampledGauges(TimeProvider time, ILogger log)
{
    private static readonly Dictionary<string, IReadOnlyList<Measurement<double>>> Nothing = [];
    private IReadOnlyDictionary<string, IReadOnlyList<Measurement<double>>> _found = Nothing;

    /// <summary>Looks the values up. Where that fails the gauges tell nothing, which is better than what was once.</summary>
    public async Task SampleAsync(CancellationToken cancellationToken)
    {
        try
        {
            Volatile.Write(ref _found, await LookAsync(cancellationToken));
        }
        catch (Exception fault)
        {
            Volatile.Write(ref _found, Nothing);
            // Its type alone: a message may quote a connection string.
            log.LogWarning("Gauges could not be looked up and tell nothing: {Fault}.", fault.GetType().Name);
        }
    }

    /// <summary>What each gauge tells, by its name.</summary>
    protected abstract Task<IReadOnlyDictionary<string, IReadOnlyList<Measurement<double>>>> LookAsync(
        CancellationToken cancellationToken);

    /// <summary>Makes one.</summary>
    /// <param name="meter">What it belongs to.</param>
    /// <param name="name">Its name, with dots.</param>
    /// <param name="unit">Its unit in UCUM: <c>s</c>, <c>By</c>, <c>{upload}</c>.</param>
    /// <param name="description">What it tells, for a person.</param>
    protected void Add(Meter meter, string name, string unit, string description) => meter.CreateObservableGauge(
        name, () => Volatile.Read(ref _found).GetValueOrDefault(name) ?? [], unit, description);

    /// <summary>How long ago something was; 0 where it is still to come, or never was.</summary>
    protected double SecondsSince(DateTimeOffset? at) => at is { } then ? Math.Max(0, (time.GetUtcNow() - then).TotalSeconds) : 0;

    /// <summary>One value without tags.</summary>
    protected static IReadOnlyList<Measurement<double>> Only(double value) => [new(value)];

    /// <summary>One value with a tag.</summary>
    protected static Measurement<double> Of(double value, string tag, string word) =>
        new(value, KeyValuePair.Create<string, object?>(tag, word));
}
