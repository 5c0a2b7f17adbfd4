using System.Globalization;
using System.Text;
using DreamLake.Processes.Growth;

namespace DreamLake.Processes.Report;

/// <summary><c>docs/performance.md</c> and its pictures, from one run of everything.</summary>
/// <param name="docs">The folder of the documents.</param>
internal sealed class Page(string docs)
{
    private const string GrowthTitle = "## How it grows";
    private readonly string _page = Path.Combine(docs, "performance.md");

    /// <summary>Writes the comparisons; how it grows is a part of its own.</summary>
    /// <param name="rounds">How often each command ran.</param>
    /// <param name="versions">Of the peers.</param>
    /// <param name="sections">The comparisons.</param>
    /// <param name="inner">What the measurements of the inner pieces printed, Markdown.</param>
    public void Write(int rounds, IEnumerable<string> versions, IEnumerable<Section> sections, IEnumerable<string> inner)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            # Performance

            Made by `dotnet run -c Release --project bench/DreamLake.Processes` on {DateTimeOffset.UtcNow:yyyy-MM-dd};
            no figure here was typed. Each command ran {rounds} times in turn with the others; **medians**, in parentheses the least and
            the most. Digests of parts, the check of the file's identity and the save of the state after every part are on in every
            figure of ours.
            What counts are ratios within one table: machines differ, and this one's speed drifts.

            """);
        foreach (var line in Machine.Lines().Concat(versions)) text.AppendLine(CultureInfo.InvariantCulture, $"- {line}");
        text.AppendLine();
        foreach (var section in sections) text.AppendLine(Markdown.Of(section));
        text.AppendLine("## Inner pieces").AppendLine();
        foreach (var table in inner) text.AppendLine(table.Trim()).AppendLine();
        File.WriteAllText(_page, text.ToString());
    }

    /// <summary>Writes how it grows, in the place of what the page says of it.</summary>
    public void WriteGrowth(IEnumerable<Curve> curves)
    {
        var text = new StringBuilder(File.Exists(_page) ? File.ReadAllText(_page).Split(GrowthTitle)[0] : "");
        text.AppendLine(GrowthTitle).AppendLine().AppendLine("""
            The published command and the server that discards. Dashed: a straight line through the first and the last point. Files are
            sparse; those that fit are in the page cache, and a file of 100 GiB is not: the kernel makes its pages as it is read, which
            is system time and the same for `openssl`.
            """).AppendLine();
        Directory.CreateDirectory(Path.Combine(docs, "performance"));
        foreach (var curve in curves)
        {
            File.WriteAllText(Path.Combine(docs, "performance", curve.Name + ".svg"), curve.Plot.ToSvg());
            text.AppendLine(CultureInfo.InvariantCulture, $"![{curve.Name}](performance/{curve.Name}.svg)").AppendLine();
            if (curve.Figures.Count == 0) continue;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {curve.Unit} | Wall, s | User, s | System, s | Peak, MiB |")
                .AppendLine("|---|---|---|---|---|");
            foreach (var (width, costs) in curve.Figures) text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {width:N0} | {costs.Wall.Median:0.00} | {costs.User.Median:0.00} | {costs.System.Median:0.00} | {costs.Peak.Median:0} |");
            text.AppendLine();
        }

        File.WriteAllText(_page, text.ToString());
    }
}
