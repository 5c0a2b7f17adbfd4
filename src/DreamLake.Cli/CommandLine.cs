using System.CommandLine;
using DreamLake.Cli.Catalog;
using DreamLake.Cli.Commands;
using DreamLake.Cli.Tokens;
using DreamLake.Terminal.Tokens;

namespace DreamLake.Cli;

/// <summary>The <c>dreamlake</c> command: its verbs.</summary>
internal static class CommandLine
{
    private const string Hint = "'dreamlake --help' and 'dreamlake upload --help' show how.";

    /// <summary>Runs the command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Brings recordings to a DreamLake and back, resumably, and runs a lake on this machine.")
        {
            UploadCommand.Create(),
            StatusCommand.Create(),
            ForgetCommand.Create(),
            CompletionCommand.Create(),
            ResumeCommand.Create(),
            ListCommand.Create(),
            EpisodesCommand.Create(),
            WaitCommand.Create(),
            DownloadCommand.Create(),
            RemoveCommand.Create(),
            RestoreCommand.Create(),
            VerifyCommand.Create(),
            FreeCommand.Create(),
        };
        var isOverNetwork = TokenCommand.IsMeant(args);
        foreach (var verb in LakeVerb.All) root.Add(isOverNetwork && verb.Name == "token" ? TokenCommand.Create() : verb.Create());
        HelpWithExamples.AddTo(root, new Dictionary<string, string>
        {
            ["upload"] = UploadCommand.Examples,
            ["status"] = StatusCommand.Examples,
            ["forget"] = ForgetCommand.Examples,
            ["completion"] = CompletionCommand.Examples,
            ["resume"] = ResumeCommand.Examples,
            ["list"] = ListCommand.Examples,
            ["wait"] = WaitCommand.Examples,
            ["download"] = DownloadCommand.Examples,
            ["remove"] = RemoveCommand.Examples,
            ["restore"] = RestoreCommand.Examples,
            ["verify"] = VerifyCommand.Examples,
            ["token"] = TokenVerbs.Examples,
            ["free"] = FreeCommand.Examples,
        });
        return CommandLoop.RunAsync(root, isOverNetwork ? args : WithoutOptions(args), Hint);
    }

    // After "--" nothing is an option of this program: --help too is passed on.
    private static string[] WithoutOptions(string[] args) =>
        args is [var verb, .. var rest] && LakeVerb.All.Any(lake => lake.Name == verb) ? [verb, "--", .. rest] : args;
}
