using DreamLake.Simulation.Time;

namespace DreamLake.Simulation;

/// <summary>What happened, moment by moment: what a failing seed tells.</summary>
internal sealed class Story(EventLoop loop)
{
    private readonly long _start = loop.Now;
    private readonly List<(long Ticks, string Who, string What)> _moments = [];

    /// <summary>How many moments there are.</summary>
    public int Count => _moments.Count;

    /// <summary>Adds a moment.</summary>
    public void Tell(string who, string what) => _moments.Add((loop.Now - _start, who, what));

    /// <summary>What was told, as a table.</summary>
    public void Write(TextWriter writer)
    {
        writer.WriteLine("| when | who | what |");
        writer.WriteLine("|---|---|---|");
        foreach (var (ticks, who, what) in _moments)
            writer.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"| {TimeSpan.FromTicks(ticks).TotalSeconds:0.000} s | {who} | {what} |"));
    }

    /// <summary>A number that two runs share only when they went alike.</summary>
    public int Fingerprint()
    {
        var hash = 17;
        foreach (var (ticks, who, what) in _moments)
        {
            hash = unchecked((hash * 31) + (int)ticks);
            foreach (var letter in who + what) hash = unchecked((hash * 31) + letter);
        }

        return hash;
    }
}
