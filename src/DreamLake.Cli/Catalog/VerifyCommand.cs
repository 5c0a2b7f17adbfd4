using System.CommandLine;
using DreamLake.Cli.Commands;
using DreamLake.Cli.Files;
using DreamLake.Cli.Lake;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;

namespace DreamLake.Cli.Catalog;

/// <summary>
/// <c>dreamlake verify FILE… --episode ADDRESS [--to FOLDER] [--all-episodes] [--deep] [--missing] [--report FILE]</c>.
/// </summary>
internal static class VerifyCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake verify recordings/ --episode alice@robotics:run-042 --to /camera
          dreamlake verify recordings/ --episode alice@robotics:run-042 --missing --report run-042.jsonl
          dreamlake verify run01.mp4 --episode alice@robotics:run-042 --deep
          dreamlake verify robotics/ --episode alice@robotics --all-episodes --missing --report robotics.jsonl

        Reads every file whole, and holds its SHA-256 against the lake's proof under the name that 'upload'
        would give it: same, not stored, differs, not yet verified. --deep has the lake read its copies again
        first. --missing lists as well what the lake has below --to and the named files do not.
        --all-episodes compares a whole space: robotics/run-042/a.mp4 is /a.mp4 of the episode run-042.

        Exit status: 0 all the same, 1 some are not, 2 wrong usage, 3 no lake or token refused, 130 interrupted.
        """;

    private static readonly SourceArguments Source = new();
    private static readonly LakeChoice Lake = new();
    private static readonly Option<bool> Deep =
        new("--deep") { Description = "Have the lake read its copies again now, and wait for it." };

    private static readonly Option<bool> AllEpisodes = new("--all-episodes")
    {
        Description = "Compare a whole space: the first folders below the named one are the episode's name.",
    };

    private static readonly Option<bool> Missing =
        new("--missing") { Description = "List also what is only in the lake, below --to." };

    private static readonly Option<string?> Report = new("--report")
    {
        Description = "Write what was compared, when and by which digests: one JSON object a line.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON object for each file to standard output." };
    private static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Say what is left out of folders." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("verify", "Compares files, byte for byte, with what the lake has proven.");
        Source.AddTo(command);
        foreach (var option in new Option[] { AllEpisodes, Deep, Missing, Report, Json, Verbose }) command.Options.Add(option);
        Lake.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var selection = Source.Selection(parsed);
            EnsureSpace(parsed, selection.Place);
            return Lake.UseAsync(parsed, lake => RunAsync(parsed, selection, lake, cancellationToken), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, FileSelection selection, LakeConnection lake, CancellationToken cancellationToken)
    {
        var screen = UploadScreen.Create(parsed.GetValue(Json), parsed.GetValue(Verbose));
        var (isJson, isDeep, tally) = (parsed.GetValue(Json), parsed.GetValue(Deep), new CheckTally());
        var place = parsed.GetValue(AllEpisodes)
            ? await ComparedPlace.OfSpaceAsync(selection.Place, lake, cancellationToken)
            : ComparedPlace.Of(selection.Place);
        await using var report = OpenReport(parsed.GetValue(Report));
        using var checker = new LakeChecker(lake, new CheckOptions { Deep = isDeep });
        void Show(CheckResult result)
        {
            tally.Count(result);
            report?.WriteLine(CheckReport.LineOf(result, lake.Name, isDeep));
            if (isJson) screen.WriteResult(CheckReport.LineOf(result, lake.Name, isDeep));
            else if (result.Error is { } fault) screen.Say($"{fault.Message} {ErrorAdvice.Of(fault)}");
            else screen.WriteResult(CheckText.LineOf(result));
        }

        void Tell(LeftOut left)
        {
            screen.ShowLeftOut(left);
            tally.Count(left);
        }

        var requests = FileSelection.RequestsOf(selection.Entries, Tell, place.RequestOf).ToAsyncEnumerable();
        var progress = new ReadProgressText(TimeProvider.System);
        await using (screen.Follow(() => progress.Line(tally.Done, checker.BytesRead)))
        {
            await foreach (var result in checker.CheckAsync(requests, cancellationToken)) Show(result);
            if (parsed.GetValue(Missing) && !tally.IsWithoutLake && !cancellationToken.IsCancellationRequested)
            {
                await foreach (var result in place.OnlyInLakeAsync(checker, cancellationToken)) Show(result);
            }
        }

        screen.Summarize(tally.Summary());
        if (tally.LeftOut.Count > 0) screen.Summarize($"left out: {tally.LeftOut}.");
        return cancellationToken.IsCancellationRequested ? ExitCode.Interrupted
            : tally.IsWithoutLake ? ExitCode.NoLake
            : tally.AllSame ? ExitCode.AllStored
            : ExitCode.SomeNotStored;
    }

    private static void EnsureSpace(ParseResult parsed, UploadRequest place)
    {
        if (!parsed.GetValue(AllEpisodes)) return;
        if (place.Episode.Episode is { } episode)
            throw new UsageException($"--all-episodes goes with a space alone: leave ':{episode}' out of the address.");
        if (place.Name is not null) throw new UsageException("--all-episodes goes with folders: leave --name out.");
    }

    private static StreamWriter? OpenReport(string? path)
    {
        try
        {
            return path is null ? null : new StreamWriter(path) { NewLine = "\n" };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The report '{path}' cannot be written: {fault.Message}", fault);
        }
    }
}
