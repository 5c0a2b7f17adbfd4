using System.Globalization;

namespace DreamLake.Simulation;

/// <summary>What is played.</summary>
/// <param name="First">The first seed.</param>
/// <param name="Count">How many seeds, one after the other.</param>
/// <param name="Jobs">How many processes play at once; 0 for one on each processor.</param>
/// <param name="IsOneKey">Whether all is about two contents that share their 16 digits.</param>
/// <param name="Without">The numbers of the script's elements that are left out.</param>
/// <param name="TellsAll">Whether the story is told of a seed that holds, too.</param>
/// <param name="PlaysKept">Whether the seeds that once failed are played first.</param>
/// <param name="Fault">The planted fault that is looked for; null for none.</param>
/// <param name="LooksForFaults">Whether every planted fault is looked for.</param>
internal sealed record PlayOptions(
    int First, int Count, int Jobs, bool IsOneKey, IReadOnlySet<int> Without, bool TellsAll, bool PlaysKept, string? Fault,
    bool LooksForFaults)
{
    public const string Usage = """
        --seeds N [--from N] [--jobs N]  play N schedules, from seed 1 or another, in one process for each processor or in as many as told
        --seed N [--without 3,5-9]       play one, without some elements of its script, and tell its story
        --one-key                        histories of two contents that share the first 16 digits of their hash
        --kept                           play the seeds that once failed, before the others
        --faults                         look for each of the planted faults (in a build with -p:PlantedFaults=true)
        --fault NAME                     plant one of them in what is played
        """;

    private static readonly PlayOptions Default = new(1, 1000, 0, false, new HashSet<int>(), false, false, null, false);

    /// <summary>Reads a command line; null where it is not one.</summary>
    public static PlayOptions? Read(string[] arguments)
    {
        var options = Default;
        for (var at = 0; at < arguments.Length && options is not null; at++)
        {
            options = arguments[at] switch
            {
                "--one-key" => options with { IsOneKey = true },
                "--kept" => options with { PlaysKept = true },
                "--faults" => options with { LooksForFaults = true },
                _ when at + 1 == arguments.Length => null,
                _ => options.With(arguments[at], arguments[++at]),
            };
        }

        return options;
    }

    /// <summary>The command line that plays the same with other seeds, in one process.</summary>
    public IEnumerable<string> ToArguments(int first, int count)
    {
        string[] seeds = ["--from", Text(first), "--seeds", Text(count), "--jobs", "1"];
        if (IsOneKey) seeds = [.. seeds, "--one-key"];
        return Fault is null ? seeds : [.. seeds, "--fault", Fault];
    }

    private PlayOptions? With(string name, string value) => name switch
    {
        "--seed" => this with { First = Number(value), Count = 1, Jobs = 1, TellsAll = true },
        "--seeds" => this with { Count = Number(value) },
        "--from" => this with { First = Number(value) },
        "--jobs" => this with { Jobs = Number(value) },
        "--without" => this with { Without = value.Split(',').SelectMany(Range).ToHashSet() },
        "--fault" => this with { Fault = value },
        _ => null,
    };

    private static IEnumerable<int> Range(string text)
    {
        var ends = text.Split('-');
        var first = Number(ends[0]);
        return Enumerable.Range(first, Number(ends[^1]) - first + 1);
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
