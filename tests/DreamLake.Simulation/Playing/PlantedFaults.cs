namespace DreamLake.Simulation.Playing;

/// <summary>Faults that a build with -p:PlantedFaults=true holds in the product's code, each asleep until it is named.</summary>
internal sealed class PlantedFaults(PlayOptions options, TextWriter writer)
{
    private const string Key = "DreamLake.PlantedFault";
    private const int MostSeeds = 10_000;

    // Most are found early: a few at first, then four times as many each time.
    private const int FirstAtOnce = 30;
    private const int MostAtOnce = 480;

    private static readonly string[] Names =
    [
        "state-saved-before-the-part", "lock-released-early", "retry-that-forgets", "answer-of-another", "sweep-of-a-live-upload",
        "complete-without-a-part", "step-recorded-before-it-is-done", "clock-of-the-wall", "unflushed-rename", "look-up-across-tenants",
    ];

    /// <summary>Wakes a fault in this process.</summary>
    public static void Plant(string? name)
    {
        if (name is not null) AppContext.SetData(Key, name);
    }

    /// <summary>Looks for each, and says at which seed it was found.</summary>
    public async Task<bool> FindAllAsync()
    {
        var found = 0;
        foreach (var name in Names)
        {
            var line = await FindAsync(name);
            writer.WriteLine($"{name}: {line ?? $"NOT found within {MostSeeds} seeds"}");
            if (line is not null) found++;
        }

        return found == Names.Length;
    }

    private async Task<string?> FindAsync(string name)
    {
        var jobs = Environment.ProcessorCount;
        var atOnce = FirstAtOnce;
        for (var first = 1; first <= MostSeeds; first += atOnce * jobs, atOnce = Math.Min(atOnce * 4, MostAtOnce))
        {
            using var output = new StringWriter();
            var part = options with { First = first, Count = atOnce * jobs, Fault = name };
            if (!await new Crew(part, output).PlayAsync(jobs)) return output.ToString().Split('\n')[0];
        }

        return null;
    }
}
