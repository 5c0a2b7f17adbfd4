using System.Globalization;
using System.Text;

namespace DreamLake.Processes.Report;

/// <summary>Sections as Markdown, for the page and for the screen alike.</summary>
internal static class Markdown
{
    /// <summary>A section: its text, a table of costs, and the bars.</summary>
    public static string Of(Section section)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"## {section.Title}").AppendLine().AppendLine(section.Text).AppendLine();
        text.AppendLine("| Command | Wall, s | CPU, s | Peak, MiB |").AppendLine("|---|---|---|---|");
        foreach (var costs in section.Costs) text.AppendLine(
            CultureInfo.InvariantCulture,
            $"| {costs.Name} | {Seconds(costs.Wall)} | {Seconds(costs.Cpu)} | {Mebibytes(costs.Peak)} |");
        text.AppendLine();
        if (section.Bars.Count > 0)
        {
            text.AppendLine("| Bar | Limit | Figure | |").AppendLine("|---|---|---|---|");
            foreach (var bar in section.Bars) text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {bar.What} | ≤ {bar.Limit:0.##} {bar.Unit} | {bar.Figure:0.00} {bar.Unit} | {(bar.IsMet ? "met" : "**not met**")} |");
            text.AppendLine();
        }

        text.AppendLine("```console");
        foreach (var command in section.Commands) text.AppendLine(command.Shown);
        return text.AppendLine("```").ToString();
    }

    private static string Seconds(Timing.Spread spread) =>
        string.Create(CultureInfo.InvariantCulture, $"**{spread.Median:0.00}** ({spread.Least:0.00} … {spread.Most:0.00})");

    private static string Mebibytes(Timing.Spread spread) =>
        string.Create(CultureInfo.InvariantCulture, $"**{spread.Median:0}** ({spread.Least:0} … {spread.Most:0})");
}
