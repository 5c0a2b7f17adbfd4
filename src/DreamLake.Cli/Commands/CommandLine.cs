using System.CommandLine;

namespace DreamLake.Cli.Commands;

/// <summary>The <c>dreamlake</c> command: its verbs.</summary>
internal static class CommandLine
{
    private const string Hint = "'dreamlake --help' and 'dreamlake upload --help' show how.";

    /// <summary>Runs the command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Uploads recordings to a DreamLake, resumably, and runs a lake on this machine.")
        {
            UploadCommand.Create(),
            StatusCommand.Create(),
            ForgetCommand.Create(),
            CompletionCommand.Create(),
            ResumeCommand.Create(),
        };
        foreach (var verb in LakeVerb.All) root.Add(verb.Create());
        HelpWithExamples.AddTo(root, new Dictionary<string, string>
        {
            ["upload"] = UploadCommand.Examples,
            ["status"] = StatusCommand.Examples,
            ["forget"] = ForgetCommand.Examples,
            ["completion"] = CompletionCommand.Examples,
            ["resume"] = ResumeCommand.Examples,
        });
        return CommandLoop.RunAsync(root, WithoutOptions(args), Hint);
    }

    // After "--" nothing is an option of this program: --help too is passed on.
    private static string[] WithoutOptions(string[] args) =>
        args is [var verb, .. var rest] && LakeVerb.All.Any(lake => lake.Name == verb) ? [verb, "--", .. rest] : args;
}
