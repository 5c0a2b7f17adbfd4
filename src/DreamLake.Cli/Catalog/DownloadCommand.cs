using System.CommandLine;
using System.Text.Json;
using DreamLake.Cli.Commands;
using DreamLake.Cli.Lake;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Protocol;

namespace DreamLake.Cli.Catalog;

/// <summary><c>dreamlake download [NAME…] --episode ADDRESS [--destination FOLDER]</c>: brings files back.</summary>
internal static class DownloadCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake download --episode alice@robotics:run-042 --destination run-042
          dreamlake download "/camera/*.mp4" --episode alice@robotics:run-042 --type video

        The episode's folders are kept below the destination. A file has its name only once it is whole and
        its SHA-256 is the lake's; until then it is NAME.part, and the same command goes on with it.
        A file of the same content is left as it is; one of other content is, too, unless --force.

        Exit status: 0 all here, 1 some are not, 2 wrong usage, 3 no lake or token refused, 130 interrupted.
        """;

    private static readonly AssetChoice Assets = new();
    private static readonly LakeChoice Lake = new();

    private static readonly Option<string> Destination = new("--destination", "-d")
    {
        Description = "The folder to write to. Default: the current one.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => ".",
    };

    private static readonly Option<bool> Force =
        new("--force") { Description = "Replace files of other content, once the new ones are whole." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would be received, and do nothing." };
    private static readonly Option<string?> LimitRate = new("--limit-rate")
    {
        Description = "The most bytes a second over all files: 500K, 2M or plain bytes. Default: no limit.",
        HelpName = "RATE",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON object for each file to standard output." };
    private static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Say what happens on the way." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("download", "Brings files back. Interrupted anyhow, the same command goes on where it was.");
        Assets.AddTo(command);
        foreach (var option in new Option[] { Destination, Force, DryRun, LimitRate, Json, Verbose }) command.Options.Add(option);
        Lake.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
            Lake.UseAsync(parsed, lake => RunAsync(parsed, lake, cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, LakeConnection lake, CancellationToken cancellationToken)
    {
        var screen = UploadScreen.Create(parsed.GetValue(Json), parsed.GetValue(Verbose));
        var options = new ReceiveOptions
        {
            Overwrites = parsed.GetValue(Force),
            Calls = new UploadOptions { MaxRate = RateOption.Parse(parsed.GetValue(LimitRate)), Notes = screen.Note },
        };
        using var catalog = new LakeCatalog(lake);
        var plan = new DownloadPlan(Assets.ListAsync(parsed, catalog, cancellationToken), parsed.GetRequiredValue(Destination), screen);
        if (parsed.GetValue(DryRun))
        {
            await foreach (var request in plan.RequestsAsync())
            {
                screen.WriteResult($"{request.Asset.Name} -> {NameRules.OneLine(request.Path)}");
            }

            return plan.Refused > 0 ? ExitCode.SomeNotStored : ExitCode.AllStored;
        }

        using var receiver = new LakeReceiver(lake, options);
        var tally = new DownloadTally();
        var speed = new ReceiveProgressText(TimeProvider.System);
        await using (screen.Follow(() => speed.Line(receiver.Snapshot(), plan.Found)))
        {
            await foreach (var result in receiver.ReceiveAsync(plan.RequestsAsync(), cancellationToken))
            {
                Show(screen, result, parsed.GetValue(Json));
                tally.Count(result);
            }
        }

        if (plan.Found == 0) screen.Say("there is nothing that fits; 'dreamlake list' shows what there is.");
        screen.Summarize(tally.Summary());
        return cancellationToken.IsCancellationRequested ? ExitCode.Interrupted
            : tally.IsWithoutLake ? ExitCode.NoLake
            : tally.AllHere && plan.Refused == 0 && plan.Found > 0 ? ExitCode.AllStored
            : ExitCode.SomeNotStored;
    }

    private static void Show(UploadScreen screen, ReceiveResult result, bool isJson)
    {
        var path = NameRules.OneLine(result.Request.Path);
        if (isJson) screen.WriteResult(JsonSerializer.Serialize(ReceiveReport.Of(result), CatalogJson.Default.ReceiveReport));
        else if (result.Error is { } fault) screen.Say(NameRules.OneLine($"{fault.Message} {ErrorAdvice.Of(fault)}"));
        else if (result.Outcome == ReceiveOutcome.AlreadyHere) screen.WriteResult($"already here  {path}");
        else screen.WriteResult($"received  {path}  {Units.Size(result.Size)} in {Units.Duration(result.Duration)}");
    }
}
