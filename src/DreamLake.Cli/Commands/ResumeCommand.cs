using System.CommandLine;
using DreamLake.Cli.Lake;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Presentation;

namespace DreamLake.Cli.Commands;

/// <summary><c>dreamlake resume</c>: finishes what paused and killed runs left, whatever each was asked to do.</summary>
internal static class ResumeCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake resume
          dreamlake resume --local --limit-rate 2M

        Each run goes on as it was asked to: its files that were not begun, each with its own episode, folder,
        type and name, at its own rate; then every other upload that is pending. What is said here counts for all.

        Exit status: as of 'dreamlake upload'; 0 also where nothing is pending.
        """;

    private static readonly RunArguments Arguments = new();

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("resume", "Finishes what runs that were paused or killed have left, to its end.");
        Arguments.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var screen = UploadScreen.Create(Arguments.IsJson(parsed), Arguments.IsVerbose(parsed));
        var options = Arguments.Options(parsed, screen.Note);
        await using var lake = await Arguments.Lake.OpenLocalAsync(parsed, screen.IsVerbose, cancellationToken);
        var run = new ResumeRun(lake?.Connection ?? EnvironmentLake.Read(), lake, options, screen, Arguments.Lake.ResumeCommand(parsed));
        try
        {
            await run.FinishBatchesAsync(cancellationToken);
            await run.FinishStatesAsync(cancellationToken);
        }
        catch (UploadException fault)
        {
            throw new UsageException($"{fault.Message} {ErrorAdvice.Of(fault)}", ExitCode.SomeNotStored);
        }

        return run.End(cancellationToken.IsCancellationRequested);
    }
}
