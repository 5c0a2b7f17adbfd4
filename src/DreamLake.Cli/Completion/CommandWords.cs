using System.CommandLine;
using DreamLake.Protocol;

namespace DreamLake.Cli.Completion;

/// <summary>An option, as shells need it.</summary>
/// <param name="Names">Its names: <c>--episode</c>, <c>-e</c>.</param>
/// <param name="Description">What it is for, in a sentence.</param>
/// <param name="TakesValue">Whether a word follows it.</param>
internal sealed record OptionWord(IReadOnlyList<string> Names, string Description, bool TakesValue);

/// <summary>A verb with its options.</summary>
/// <param name="Name">The verb.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="Options">Its options.</param>
internal sealed record VerbWord(string Name, string Description, IReadOnlyList<OptionWord> Options);

/// <summary>The words of the command line, as the command itself knows them.</summary>
internal static class CommandWords
{
    /// <summary>The words that may follow an option, by its names.</summary>
    public static IReadOnlyDictionary<string, string> Values { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["--type"] = string.Join(' ', AssetType.All.Select(type => type.Word)),
        ["-t"] = string.Join(' ', AssetType.All.Select(type => type.Word)),
        ["--wait"] = "verified ready",
    };

    /// <summary>The verbs of a command.</summary>
    public static IReadOnlyList<VerbWord> Of(Command root) =>
        [.. root.Subcommands.Select(verb => new VerbWord(verb.Name, verb.Description ?? "", [.. verb.Options.Select(Of)]))];

    private static OptionWord Of(Option option) =>
        new([option.Name, .. option.Aliases], option.Description ?? "", option.ValueType != typeof(bool));
}
