using System.Text;

namespace DreamLake.Cli.Completion;

/// <summary>The completion of zsh: its own words for it, so that descriptions are shown beside verbs and options.</summary>
internal static class ZshCompletion
{
    /// <summary>The script: sourced, or a file of the function path.</summary>
    public static string Script(IReadOnlyList<VerbWord> verbs)
    {
        var script = new StringBuilder("""
            #compdef dreamlake
            _dreamlake() {
              local -a found
              case "${words[CURRENT-1]}" in

            """);
        foreach (var (option, values) in CommandWords.Values) Line(script, $"    {option}) compadd -- {values}; return ;;");
        Line(script, "  esac");
        Line(script, "  if (( CURRENT == 2 )); then");
        Line(script, $"    found=({string.Join(' ', verbs.Select(verb => Described(verb.Name, verb.Description)))})");
        Line(script, "    _describe verb found");
        Line(script, "  elif [[ \"${words[CURRENT]}\" == -* ]]; then");
        Line(script, "    case \"${words[2]}\" in");
        foreach (var verb in verbs) Line(script, $"      {verb.Name}) found=({string.Join(' ', verb.Options.SelectMany(Described))}) ;;");
        return script.Append("""
                esac
                _describe -o option found
              else
                _files
              fi
            }
            (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i; }
            compdef _dreamlake dreamlake

            """).ToString();
    }

    private static IEnumerable<string> Described(OptionWord option) => option.Names.Select(name => Described(name, option.Description));

    // What stands behind the first colon is the description.
    private static string Described(string word, string description) =>
        $"'{word}:{description.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static void Line(StringBuilder script, string line) => script.Append(line).Append('\n');
}
