using System.Text;

namespace DreamLake.Cli.Completion;

/// <summary>The completion of PowerShell, for the native command.</summary>
internal static class PwshCompletion
{
    /// <summary>The script.</summary>
    public static string Script(IReadOnlyList<VerbWord> verbs)
    {
        var script = new StringBuilder("""
            Register-ArgumentCompleter -Native -CommandName dreamlake -ScriptBlock {
                param($word, $line, $position)
                $typed = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { "$_" })
                $words = switch -CaseSensitive ("$($typed | Select-Object -Last 1)") {

            """);
        foreach (var (option, words) in CommandWords.Values) script.Append($"        '{option}' {{ {List(words.Split(' '))}; break }}\n");
        script.Append("""
                    default {
                        if ($typed.Count -lt 2) {

            """);
        script.Append($"                {List(verbs.Select(verb => verb.Name))}\n");
        script.Append("            } elseif (\"$word\".StartsWith('-')) { switch -CaseSensitive ($typed[1]) {\n");
        foreach (var verb in verbs)
        {
            var options = verb.Options.SelectMany(option => option.Names).Where(name => name.StartsWith('-')).ToArray();
            if (options.Length > 0) script.Append($"                '{verb.Name}' {{ {List(options)} }}\n");
        }

        return script.Append("""
                        } }
                    }
                }
                $words | Where-Object { $_ -clike "$word*" } | ForEach-Object {
                    [Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """).ToString();
    }

    private static string List(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"'{word}'"));
}
