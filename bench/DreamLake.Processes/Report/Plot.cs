using System.Globalization;
using System.Text;

namespace DreamLake.Processes.Report;

/// <summary>
/// A curve over a logarithmic width, as SVG: what was measured, and dashed what a straight line through its first and last point would be.
/// </summary>
/// <param name="title">What is shown.</param>
/// <param name="x">The unit of the width.</param>
/// <param name="y">The unit of the height.</param>
/// <param name="points">What was measured; widths ascending, all above 0.</param>
internal sealed class Plot(string title, string x, string y, IReadOnlyList<Point> points)
{
    private const int Width = 640;
    private const int Height = 360;
    private const int Left = 70;
    private const int Bottom = 50;
    private const int Top = 40;
    private const int Right = 20;

    // For the half of the last label that stands beyond the last line.
    private const int LabelRoom = 30;

    private readonly (double Least, double Most) _decadesX = Decades(points.Select(point => point.X));
    private readonly (double Least, double Most) _decadesY = Decades(points.Select(point => point.Y));

    /// <summary>The picture.</summary>
    public string ToSvg()
    {
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width + LabelRoom} {Height}" font-family="sans-serif" font-size="12">""");
        svg.AppendLine("""<rect width="100%" height="100%" fill="white"/>""");
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"""<text x="{Width / 2}" y="22" text-anchor="middle" font-size="15">{title}</text>""");
        Grid(svg);
        Line(svg, Straight(), """stroke="#999" stroke-dasharray="5 4" """);
        Line(svg, points, """stroke="#06c" stroke-width="2" """);
        foreach (var point in points)
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<circle cx="{AtX(point.X):0.#}" cy="{AtY(point.Y):0.#}" r="4" fill="#06c"><title>{point.X:#,0.##} {x}: {point.Y:#,0.###} {y}</title></circle>""");
        return svg.AppendLine("</svg>").ToString();
    }

    // start + slope × width, which over logarithmic axes is a bow.
    private IEnumerable<Point> Straight()
    {
        var (first, last) = (points[0], points[^1]);
        var slope = (last.Y - first.Y) / (last.X - first.X);
        for (var i = 0; i <= 60; i++)
        {
            var width = first.X * Math.Pow(last.X / first.X, i / 60.0);
            yield return new Point(width, first.Y + (slope * (width - first.X)));
        }
    }

    private void Grid(StringBuilder svg)
    {
        for (var decade = _decadesX.Least; decade <= _decadesX.Most; decade++)
        {
            var at = AtX(Math.Pow(10, decade));
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<line x1="{at:0.#}" y1="{Top}" x2="{at:0.#}" y2="{Height - Bottom}" stroke="#ddd"/><text x="{at:0.#}" y="{Height - Bottom + 16}" text-anchor="middle">{Math.Pow(10, decade):#,0.####}</text>""");
        }

        for (var decade = _decadesY.Least; decade <= _decadesY.Most; decade++)
        {
            var at = AtY(Math.Pow(10, decade));
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<line x1="{Left}" y1="{at:0.#}" x2="{Width - Right}" y2="{at:0.#}" stroke="#ddd"/><text x="{Left - 8}" y="{at + 4:0.#}" text-anchor="end">{Math.Pow(10, decade):#,0.####}</text>""");
        }

        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{(Width + Left) / 2}" y="{Height - 12}" text-anchor="middle">{x}</text><text x="16" y="{Height / 2}" text-anchor="middle" transform="rotate(-90 16 {Height / 2})">{y}</text>""");
    }

    private void Line(StringBuilder svg, IEnumerable<Point> line, string style) =>
        svg.AppendLine($"<polyline fill=\"none\" {style}points=\"{string.Join(' ', line.Select(point => string.Create(CultureInfo.InvariantCulture, $"{AtX(point.X):0.#},{AtY(point.Y):0.#}")))}\"/>");

    private double AtX(double value) =>
        Left + ((Math.Log10(value) - _decadesX.Least) / (_decadesX.Most - _decadesX.Least) * (Width - Left - Right));

    private double AtY(double value) =>
        Height - Bottom - ((Math.Log10(value) - _decadesY.Least) / (_decadesY.Most - _decadesY.Least) * (Height - Top - Bottom));

    private static (double Least, double Most) Decades(IEnumerable<double> values)
    {
        var logs = values.Select(Math.Log10).ToArray();
        var least = Math.Floor(logs.Min());
        return (least, Math.Max(least + 1, Math.Ceiling(logs.Max())));
    }
}

/// <summary>A point of a curve.</summary>
internal readonly record struct Point(double X, double Y);
