namespace DreamLake.Simulation.Playing;

/// <summary>Seeds that once failed, one a line in kept-seeds.txt: the command line that plays each, and behind # what was wrong.</summary>
internal static class KeptSeeds
{
    /// <summary>What plays each.</summary>
    public static IEnumerable<PlayOptions> Read() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "kept-seeds.txt"))
            .Select(line => line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 0)
            .Select(words => PlayOptions.Read(words) ?? throw new FormatException($"kept-seeds.txt: {string.Join(' ', words)}"));
}
