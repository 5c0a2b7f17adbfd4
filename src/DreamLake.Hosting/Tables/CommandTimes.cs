using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using DreamLake.Hosting.Measures;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace DreamLake.Hosting.Tables;

/// <summary>Measures each command of a database, and makes a span of it: by whose tables it asks, and never by what it says.</summary>
public sealed class CommandTimes : DbCommandInterceptor
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "DreamLake.Database";

    private const string Done = "done", Failed = "failed";

    // Contexts are set up before there is a host to ask for a meter.
    private static readonly Meter Meter = new(MeterName);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "dreamlake.database.duration", "s", "How long a command of a database takes, by whose tables it asks.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 10] });

    private CommandTimes()
    {
    }

    /// <summary>The one for all contexts.</summary>
    public static CommandTimes Instance { get; } = new();

    /// <inheritdoc/>
    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        Note(eventData, Done);
        return result;
    }

    /// <inheritdoc/>
    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        Note(eventData, Done);
        return new(result);
    }

    /// <inheritdoc/>
    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        Note(eventData, Done);
        return result;
    }

    /// <inheritdoc/>
    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Note(eventData, Done);
        return new(result);
    }

    /// <inheritdoc/>
    public override object? ScalarExecuted(DbCommand command, CommandExecutedEventData eventData, object? result)
    {
        Note(eventData, Done);
        return result;
    }

    /// <inheritdoc/>
    public override ValueTask<object?> ScalarExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default)
    {
        Note(eventData, Done);
        return new(result);
    }

    /// <inheritdoc/>
    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Note(eventData, Failed);

    /// <inheritdoc/>
    public override Task CommandFailedAsync(
        DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Note(eventData, Failed);
        return Task.CompletedTask;
    }

    private static void Note(CommandEndEventData command, string result)
    {
        var isTraced = LakeSpans.Source.HasListeners();
        if (!Duration.Enabled && !isTraced) return;
        var tables = TablesOf(command.Context);
        Duration.Record(
            command.Duration.TotalSeconds, KeyValuePair.Create<string, object?>("tables", tables),
            KeyValuePair.Create<string, object?>("result", result));
        if (isTraced) Trace(command, tables, result);
    }

    private static void Trace(CommandEndEventData command, string tables, string result)
    {
        using var span = LakeSpans.Source.StartActivity(
            $"database {tables}", ActivityKind.Client, parentContext: default, startTime: command.StartTime);
        span?.SetEndTime((command.StartTime + command.Duration).UtcDateTime);
        if (result == Failed) span?.SetStatus(ActivityStatusCode.Error);
    }

    private static string TablesOf(DbContext? context) =>
        context?.GetType().Name.Replace("Context", "", StringComparison.Ordinal).ToLowerInvariant() ?? "none";
}
