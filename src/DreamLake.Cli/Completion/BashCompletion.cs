using System.Text;

namespace DreamLake.Cli.Completion;

/// <summary>The completion of bash.</summary>
internal static class BashCompletion
{
    /// <summary>The script.</summary>
    public static string Script(IReadOnlyList<VerbWord> verbs)
    {
        var script = new StringBuilder("""
            _dreamlake() {
              local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" words=
              case "$before" in

            """);
        foreach (var (option, words) in CommandWords.Values) Line(script, $"    {option}) words='{words}' ;;");
        Line(script, "    *) if [ \"$COMP_CWORD\" -eq 1 ]; then");
        Line(script, $"      words='{string.Join(' ', verbs.Select(verb => verb.Name))}'");
        Line(script, "    elif [ \"${word#-}\" != \"$word\" ]; then case \"${COMP_WORDS[1]}\" in");
        foreach (var verb in verbs)
            Line(script, $"      {verb.Name}) words='{string.Join(' ', verb.Options.SelectMany(option => option.Names))}' ;;");
        return script.Append("""
                esac; fi ;;
              esac
              COMPREPLY=($(compgen -W "$words" -- "$word"))
            }
            complete -o default -F _dreamlake dreamlake

            """).ToString();
    }

    private static void Line(StringBuilder script, string line) => script.Append(line).Append('\n');
}
