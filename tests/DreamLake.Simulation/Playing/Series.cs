using DreamLake.Simulation.Scripts;

namespace DreamLake.Simulation.Playing;

/// <summary>Many seeds, one after the other; the first that fails is shrunk and told.</summary>
internal sealed class Series(Stage stage, PlayOptions options, TextWriter writer)
{
    private const int MostFailures = 20;

    /// <summary>Plays them; answers how many failed.</summary>
    public int Play()
    {
        var failed = 0;
        for (var seed = options.First; seed < options.First + options.Count && failed < MostFailures; seed++)
        {
            var script = ScriptDraw.Of(seed, options.IsOneKey);
            var (story, broken) = stage.Play(script.Without(options.Without));
            if (broken is not null)
            {
                failed++;
                writer.WriteLine($"seed {seed}: {broken}");
                if (options.Fault is not null) return failed;
            }

            if (options.TellsAll) Tell(script.Without(options.Without), story);
            else if (broken is not null && failed == 1) TellShrunk(script);
            writer.Flush();
        }

        return failed;
    }

    private void TellShrunk(Script script)
    {
        var needless = new Shrinker(stage).Needless(script);
        var shortest = script.Without(needless);
        var (story, broken) = stage.Play(shortest);
        writer.WriteLine($"shrunk to {shortest.Elements.Count} of {script.Elements.Count} elements: {broken}");
        var mode = options.IsOneKey ? " --one-key" : "";
        writer.WriteLine($"replay: --seed {script.Seed}{mode}{(needless.Count == 0 ? "" : $" --without {Ranges(needless)}")}");
        Tell(shortest, story);
    }

    private void Tell(Script script, Story story)
    {
        script.Write(writer);
        story.Write(writer);
    }

    private static string Ranges(IReadOnlySet<int> numbers)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (var number in numbers.Order())
        {
            if (ranges.Count > 0 && ranges[^1].Last == number - 1) ranges[^1] = (ranges[^1].First, number);
            else ranges.Add((number, number));
        }

        return string.Join(',', ranges.Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}"));
    }
}
