using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using DreamLake.Cli.Commands;
using DreamLake.Cli.Files;
using DreamLake.Cli.Lake;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Presentation;

namespace DreamLake.Cli.Catalog;

/// <summary><c>dreamlake free FILE… --episode ADDRESS [--to FOLDER] [--deep] [--dry-run] [--assume-closed] [--force]</c>.</summary>
internal static class FreeCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake free recordings/ --episode alice@robotics:run-042 --to /camera --dry-run
          dreamlake free recordings/ --episode alice@robotics:run-042 --to /camera

        Removes files that the lake has: each is read whole, and goes only where the lake says that it read
        its own copy back under this very name, and its whole SHA-256 is the file's. Links, files with other
        names, files that a process is writing, what changed and what is not proven stay, each with its
        reason. So does everything of a lake on this machine, unless --force: one copy is no proof.
        --deep has the lake read each copy again first, and takes only what it read since as proof.
        Every deletion stands in ~/.dreamlake/freed/journal.jsonl.

        Exit status: 0 all freed, 1 some were kept, 2 wrong usage, 3 no lake or token refused, 130 interrupted.
        """;

    private static readonly SourceArguments Source = new();
    private static readonly FreeArguments Free = new();
    private static readonly LakeChoice Lake = new();
    private static readonly Option<bool> Deep =
        new("--deep") { Description = "Have the lake read each copy again now, and wait for it, before a file goes." };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Look at all of it, and remove nothing." };
    private static readonly Option<bool> Force =
        new("--force") { Description = "Free also what a lake on this very machine has: its copy is then the only one." };

    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON object for each file to standard output." };
    private static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Say what is left out of folders." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("free", "Removes files that the lake has proven to have, and no others.");
        Source.AddTo(command);
        Free.AddTo(command);
        foreach (var option in new Option[] { Deep, Force, DryRun, Json, Verbose }) command.Options.Add(option);
        Lake.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await FreeArguments.SettleAsync(cancellationToken);
            var selection = Source.Selection(parsed);
            return await Lake.UseAsync(parsed, lake => RunAsync(parsed, selection, lake, cancellationToken), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, FileSelection selection, LakeConnection lake, CancellationToken cancellationToken)
    {
        var screen = UploadScreen.Create(parsed.GetValue(Json), parsed.GetValue(Verbose));
        var options = Free.Options(parsed) with
        {
            Deep = parsed.GetValue(Deep), WhatIf = parsed.GetValue(DryRun), Force = parsed.GetValue(Force),
            Calls = new UploadOptions { Notes = screen.Note },
        };
        var (tally, progress) = (new FreeTally(), new ReadProgressText(TimeProvider.System));
        // Named beforehand: a folder is not walked while files of it go.
        var requests = selection.RequestsOf(selection.Entries.ToArray(), left =>
        {
            tally.LeftOut.Add(left);
            screen.ShowLeftOut(left);
        });
        using var freer = new LakeFreer(lake, options);
        try
        {
            await using var line = screen.Follow(() => progress.Line(tally.Done, freer.BytesRead));
            await foreach (var result in freer.FreeAsync(requests.ToAsyncEnumerable(), cancellationToken))
            {
                tally.Count(result);
                Show(screen, result, parsed.GetValue(Json));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The rest stays.
        }

        screen.Summarize(tally.Summary());
        if (tally.LeftOut.Count > 0) screen.Summarize($"left out: {tally.LeftOut}.");
        return cancellationToken.IsCancellationRequested ? ExitCode.Interrupted
            : tally.IsWithoutLake ? ExitCode.NoLake
            : tally.AllFreed ? ExitCode.AllStored
            : ExitCode.SomeNotStored;
    }

    private static void Show(UploadScreen screen, FreeResult result, bool isJson)
    {
        if (isJson) screen.WriteResult(JsonSerializer.Serialize(FreeReport.Of(result), FreeJson.Default.FreeReport));
        else if (result.Error is { StopsRun: true } fault) screen.Say($"{fault.Message} {ErrorAdvice.Of(fault)}");
        else screen.WriteResult(FreeText.LineOf(result));
    }
}

/// <summary>What came of a file whose room was to be freed, for scripts.</summary>
internal sealed record FreeReport(
    string Path, string Outcome, string? Reason, string? Episode, string? Name, string? AssetId, long Size, string? Sha256,
    DateTimeOffset? VerifiedAt, ReportedError? Error)
{
    /// <summary>The report of a result.</summary>
    public static FreeReport Of(FreeResult result) => new(
        result.Path, JsonNamingPolicy.CamelCase.ConvertName(result.Outcome.ToString()), result.Reason, result.Episode?.ToString(),
        result.Name?.Path, result.AssetId, result.Size, result.Sha256, result.VerifiedAt, ReportedError.Of(result.Error));
}

/// <summary>The report as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FreeReport))]
internal sealed partial class FreeJson : JsonSerializerContext;
