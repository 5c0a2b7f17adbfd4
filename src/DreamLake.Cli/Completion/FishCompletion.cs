using System.Text;

namespace DreamLake.Cli.Completion;

/// <summary>The completion of fish.</summary>
internal static class FishCompletion
{
    /// <summary>The script.</summary>
    public static string Script(IReadOnlyList<VerbWord> verbs)
    {
        var script = new StringBuilder();
        foreach (var verb in verbs)
        {
            script.Append($"complete -c dreamlake -n __fish_use_subcommand -f -a {verb.Name} -d {Quote(verb.Description)}\n");
            foreach (var option in verb.Options)
                script.Append($"complete -c dreamlake -n '__fish_seen_subcommand_from {verb.Name}'{Option(option)}\n");
        }

        return script.ToString();
    }

    private static string Option(OptionWord option)
    {
        var names = string.Concat(option.Names.Select(Name));
        var values = option.Names.Select(CommandWords.Values.GetValueOrDefault).FirstOrDefault(words => words is not null);
        var value = values is not null ? $" -x -a '{values}'" : option.TakesValue ? " -r" : "";
        return $"{names}{value} -d {Quote(option.Description)}";
    }

    private static string Name(string name) => name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}"
        : name.Length == 2 && name[0] == '-' && char.IsLetter(name[1]) ? $" -s {name[1..]}"
        : "";

    private static string Quote(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
