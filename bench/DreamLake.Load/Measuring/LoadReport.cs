namespace DreamLake.Load.Measuring;

/// <summary>What a load came to.</summary>
internal sealed record LoadFigures(
    int Registered, double Seconds, IReadOnlyList<CallFigures> Calls, Sample Before, Sample After,
    IReadOnlyList<StatementFigures> Statements)
{
    /// <summary>What grew meanwhile, for each file.</summary>
    public double EachOf(Func<Sample, double> count) => (count(After) - count(Before)) / Math.Max(1, Registered);
}

/// <summary>Writes it as tables of Markdown.</summary>
internal static class LoadReport
{
    public static void Write(LoadOptions options, LoadFigures figures)
    {
        Line($"**{figures.Registered / figures.Seconds:0} registrations/s**: {figures.Registered:N0} files of {options.Size:N0} bytes "
            + $"({options.Type.Word}) in {figures.Seconds:0.0} s, {options.Clients} clients, {options.Batch} in a call, "
            + $"{Environment.ProcessorCount} cores.");
        WriteCalls(figures);
        WriteProcessor(figures);
        WriteDatabase(figures);
        Line($"S3 requests of BSS for each: {string.Join(", ", figures.After.S3.Keys.Order().Select(call =>
            $"{call} {figures.EachOf(sample => sample.S3.GetValueOrDefault(call)):0.00}"))}; and the client's PUT.");
        foreach (var statement in figures.Statements)
            Line($"{statement.Seconds,8:0.00} s {statement.Calls / (double)figures.Registered,6:0.00} each  {statement.Text}");
    }

    private static void WriteCalls(LoadFigures figures)
    {
        Line("\n| Call | a second | p50 | p99 |\n|---|---|---|---|");
        foreach (var call in figures.Calls)
            Line($"| {call.What} | {call.Count / figures.Seconds:0} | {call.Median * 1000:0.0} ms | {call.NinetyNine * 1000:0.0} ms |");
    }

    private static void WriteProcessor(LoadFigures figures)
    {
        Line("\n| Process | cores | ms for each |\n|---|---|---|");
        foreach (var name in figures.After.Cpu.Keys)
        {
            var each = figures.EachOf(sample => sample.Cpu[name]);
            Line($"| {name} | {each * figures.Registered / figures.Seconds:0.00} | {each * 1000:0.00} |");
        }
    }

    private static void WriteDatabase(LoadFigures figures)
    {
        var (seconds, before, after) = (figures.Seconds, figures.Before.Database, figures.After.Database);
        Line($"\nDatabase, for each: {figures.EachOf(s => s.Database.Statements):0.0} statements, "
            + $"{figures.EachOf(s => s.Database.Commits):0.0} transactions, rows {figures.EachOf(s => s.Database.Inserted):0.0} written, "
            + $"{figures.EachOf(s => s.Database.Updated):0.0} changed, {figures.EachOf(s => s.Database.Deleted):0.0} removed, "
            + $"{figures.EachOf(s => s.Database.Read):0.0} looked at, {figures.EachOf(s => s.Database.LogBytes) / 1024:0.0} KiB of log. "
            + $"A second: {(after.Statements - before.Statements) / seconds:N0} statements, {(after.Commits - before.Commits) / seconds:N0} "
            + $"transactions, {(after.Syncs - before.Syncs) / seconds:N0} times to the disk.");
    }

    private static void Line(string text) => Console.WriteLine(text);
}
