using System.Diagnostics.Metrics;
using DreamLake.Hosting.Measures;
using DreamLake.Lambda.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace DreamLake.Lambda.Measures;

/// <summary>The queue of splits as it is in the table, by whose files they are; the owners with the longest queues by name.</summary>
internal sealed class QueueGauges : SampledGauges
{
    /// <summary>Further owners are one: the number of a gauge's series stays small, however many namespaces there are.</summary>
    internal const int MostNamed = 50;

    private const string Others = "(others)";
    private const string Waiting = "dreamlake.queue.waiting";
    private const string Running = "dreamlake.queue.running";
    private const string Age = "dreamlake.queue.age";
    private const string Tag = "namespace";

    private readonly IDbContextFactory<JobsContext> _contexts;

    public QueueGauges(IDbContextFactory<JobsContext> contexts, SplitMeter meter, TimeProvider time, ILogger<QueueGauges> log)
        : base(time, log)
    {
        _contexts = contexts;
        Add(meter.Meter, Waiting, "{file}", "Files that wait to be split, by namespace.");
        Add(meter.Meter, Running, "{file}", "Files that are being split, by namespace.");
        Add(meter.Meter, Age, "s", "How long the file is due that is due longest and waits to be split, by namespace.");
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyDictionary<string, IReadOnlyList<Measurement<double>>>> LookAsync(
        CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var queues = await db.Jobs.Where(job => job.State == JobState.Waiting || job.State == JobState.Running)
            .GroupBy(job => new { job.Owner, job.State })
            .Select(own => new { own.Key.Owner, own.Key.State, Count = own.Count(), DueAt = own.Min(job => job.DueAt) })
            .ToListAsync(cancellationToken);
        var named = queues.GroupBy(queue => queue.Owner).OrderByDescending(own => own.Sum(queue => queue.Count)).Take(MostNamed)
            .Select(own => own.Key).ToHashSet(StringComparer.Ordinal);
        var told = queues.GroupBy(queue => named.Contains(queue.Owner) ? queue.Owner : Others).Select(own => (
            Owner: own.Key,
            Waiting: own.Where(queue => queue.State == JobState.Waiting).Sum(queue => queue.Count),
            Running: own.Where(queue => queue.State == JobState.Running).Sum(queue => queue.Count),
            DueAt: own.Where(queue => queue.State == JobState.Waiting).Select(queue => (DateTimeOffset?)queue.DueAt).Min())).ToList();
        // An empty queue is a zero, and not a gap.
        if (!told.Exists(own => own.Owner == Others)) told.Add((Others, 0, 0, null));
        return new Dictionary<string, IReadOnlyList<Measurement<double>>>
        {
            [Waiting] = [.. told.Select(own => Of(own.Waiting, Tag, own.Owner))],
            [Running] = [.. told.Select(own => Of(own.Running, Tag, own.Owner))],
            [Age] = [.. told.Select(own => Of(SecondsSince(own.DueAt), Tag, own.Owner))],
        };
    }
}
