using System.Globalization;
using System.Text;
using DreamLake.Processes.Growth;

namespace DreamLake.Processes.Report;

/// <summary><c>docs/performance.md</c> and its pictures, from one run of everything.</summary>
/// <param name="docs">The folder of the documents.</param>
internal sealed class Page(string docs)
{
    /// <summary>Writes them.</summary>
    /// <param name="rounds">How often each command ran.</param>
    /// <param name="versions">Of the peers.</param>
    /// <param name="sections">The comparisons.</param>
    /// <param name="inner">What the measurements of the inner pieces printed, Markdown.</param>
    /// <param name="curves">How it grows.</param>
    public void Write(int rounds, IEnumerable<string> versions, IEnumerable<Section> sections, IEnumerable<string> inner, IEnumerable<Curve> curves)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            # Performance

            Made by `dotnet run -c Release --project bench/DreamLake.Processes` on {DateTimeOffset.UtcNow:yyyy-MM-dd}; no figure here was typed. Each command ran {rounds} times in turn
            with the others; **medians**, in parentheses the least and the most. Digests of parts, the check of the file's identity and the save of the state after every part are on in every figure of ours.
            What counts are ratios within one table: machines differ, and this one's speed drifts.

            """);
        foreach (var line in Machine.Lines().Concat(versions)) text.AppendLine(CultureInfo.InvariantCulture, $"- {line}");
        text.AppendLine();
        foreach (var section in sections) text.AppendLine(Markdown.Of(section));
        text.AppendLine("## Inner pieces").AppendLine();
        foreach (var table in inner) text.AppendLine(table.Trim()).AppendLine();
        Grow(text, curves);
        File.WriteAllText(Path.Combine(docs, "performance.md"), text.ToString());
    }

    private void Grow(StringBuilder text, IEnumerable<Curve> curves)
    {
        text.AppendLine("## How it grows").AppendLine().AppendLine("Sparse files, the published command, the server that discards. Dashed: a straight line through the first and the last point.").AppendLine();
        Directory.CreateDirectory(Path.Combine(docs, "performance"));
        foreach (var curve in curves)
        {
            File.WriteAllText(Path.Combine(docs, "performance", curve.Name + ".svg"), curve.Plot.ToSvg());
            text.AppendLine(CultureInfo.InvariantCulture, $"![{curve.Name}](performance/{curve.Name}.svg)").AppendLine();
            if (curve.Figures.Count == 0) continue;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {curve.Unit} | Wall, s | CPU, s | Peak, MiB |").AppendLine("|---|---|---|---|");
            foreach (var (width, costs) in curve.Figures) text.AppendLine(CultureInfo.InvariantCulture, $"| {width:N0} | {costs.Wall.Median:0.00} | {costs.Cpu.Median:0.00} | {costs.Peak.Median:0} |");
            text.AppendLine();
        }
    }
}
