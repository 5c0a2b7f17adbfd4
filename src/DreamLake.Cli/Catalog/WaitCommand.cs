using System.CommandLine;
using System.Text.Json;
using DreamLake.Cli.Lake;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Presentation;

namespace DreamLake.Cli.Catalog;

/// <summary>
/// <c>dreamlake wait [NAME…] --episode ADDRESS [--for verified|ready]</c>: until the lake has done with them what is asked.
/// </summary>
internal static class WaitCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake wait --episode alice@robotics:run-042 --for verified
          dreamlake wait /camera/front/run01.mp4 --episode alice@robotics:run-042 --for ready --timeout 600

        Ends with 0 when all have come to it, with 1 when one cannot any more (each with its reason) or the
        time is over: the lake goes on, and the same command waits on.
        """;

    private static readonly AssetChoice Assets = new();
    private static readonly LakeChoice Lake = new();

    private static readonly Option<string> For = new("--for")
    {
        Description = "What is waited for: the bytes read back (verified), or a stream that plays (ready).",
        HelpName = "verified|ready",
        DefaultValueFactory = _ => "ready",
    };

    private static readonly Option<double?> Timeout =
        new("--timeout") { Description = "Seconds to wait at most. Default: as long as it takes.", HelpName = "SECONDS" };

    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON object for each asset." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("wait", "Waits until the lake has verified assets, or can stream them.");
        Assets.AddTo(command);
        command.Options.Add(For);
        command.Options.Add(Timeout);
        Lake.AddTo(command);
        command.Options.Add(Json);
        command.SetAction((parsed, cancellationToken) =>
            Lake.UseAsync(parsed, lake => RunAsync(parsed, lake, cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, LakeConnection lake, CancellationToken cancellationToken)
    {
        if (!WaitForWord.TryParse(parsed.GetValue(For), out var goal, out var fault)) throw new UsageException(fault);
        var screen = UploadScreen.Create(parsed.GetValue(Json), isVerbose: false);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (parsed.GetValue(Timeout) is { } seconds) deadline.CancelAfter(TimeSpan.FromSeconds(seconds));
        using var catalog = new LakeCatalog(lake);
        var (all, reached) = (0, 0);
        try
        {
            await foreach (var asset in Assets.ListAsync(parsed, catalog, deadline.Token))
            {
                all++;
                if (await WaitAsync(catalog, asset, goal ?? WaitFor.Ready, screen, parsed.GetValue(Json), deadline.Token)) reached++;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            screen.Say("the time is over; the lake goes on, and the same command waits on.");
            return ExitCode.SomeNotStored;
        }

        if (all == 0) screen.Say("there is nothing that fits; 'dreamlake list' shows what there is.");
        return all > 0 && reached == all ? ExitCode.AllStored : ExitCode.SomeNotStored;
    }

    private static async Task<bool> WaitAsync(
        LakeCatalog catalog, LakeAsset asset, WaitFor goal, UploadScreen screen, bool isJson, CancellationToken cancellationToken)
    {
        var seen = asset;
        try
        {
            await using (screen.Follow(() => $"{asset.Name}: {AssetText.StatusOf(seen)}"))
            {
                seen = await catalog.WaitAsync(asset, goal, now => seen = now, cancellationToken);
            }

            screen.WriteResult(isJson
                ? JsonSerializer.Serialize(AssetReport.Of(seen), CatalogJson.Default.AssetReport)
                : AssetText.LineOf(seen));
            return true;
        }
        catch (UploadException fault) when (!fault.StopsRun)
        {
            screen.Say($"{fault.Message} {ErrorAdvice.Of(fault)}");
            return false;
        }
    }
}
