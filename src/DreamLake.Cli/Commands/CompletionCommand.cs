using System.CommandLine;
using DreamLake.Cli.Completion;

namespace DreamLake.Cli.Commands;

/// <summary><c>dreamlake completion bash|zsh|fish|pwsh</c>: the script by which a shell completes the command's words.</summary>
internal static class CompletionCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake completion bash > ~/.local/share/bash-completion/completions/dreamlake
          source <(dreamlake completion zsh)
          dreamlake completion fish > ~/.config/fish/completions/dreamlake.fish
          dreamlake completion pwsh | Out-String | Invoke-Expression
        """;

    private static readonly Argument<string> Shell = new("SHELL") { Description = "bash, zsh, fish or pwsh." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("completion", "Prints the script by which a shell completes this command.") { Shell };
        command.SetAction(parsed =>
        {
            var words = CommandWords.Of(parsed.RootCommandResult.Command);
            Console.Out.Write(parsed.GetRequiredValue(Shell) switch
            {
                "bash" => BashCompletion.Script(words),
                "zsh" => ZshCompletion.Script(words),
                "fish" => FishCompletion.Script(words),
                "pwsh" => PwshCompletion.Script(words),
                var other => throw new UsageException($"'{other}' is no shell that is known here: those are bash, zsh, fish and pwsh."),
            });
        });
        return command;
    }
}
