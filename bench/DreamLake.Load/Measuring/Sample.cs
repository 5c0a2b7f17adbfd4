using DreamLake.Load.Lake;

namespace DreamLake.Load.Measuring;

/// <summary>All that is counted up, as it was at one moment.</summary>
/// <param name="Cpu">Seconds of the processor, by process.</param>
/// <param name="Database">What the database has done.</param>
/// <param name="S3">Requests of BSS to the S3, by call.</param>
internal sealed record Sample(
    IReadOnlyDictionary<string, double> Cpu, DatabaseFigures Database, IReadOnlyDictionary<string, double> S3)
{
    public static async Task<Sample> TakeAsync(TeamLake lake, DatabaseCounters counters, CancellationToken cancellationToken)
    {
        var cpu = lake.Processes.ToDictionary(process => process.Name, process => ProcessTimes.SecondsOf(process.Id));
        // All the others are its children.
        cpu["this load"] = ProcessTimes.SecondsOfOne(Environment.ProcessId);
        return new Sample(cpu, await counters.ReadAsync(cancellationToken), await lake.S3CallsAsync(cancellationToken));
    }
}
