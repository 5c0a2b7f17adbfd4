using System.CommandLine;
using System.Text.Json;
using DreamLake.Cli.Lake;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Presentation;

namespace DreamLake.Cli.Catalog;

/// <summary><c>dreamlake list [NAME…] [--episode ADDRESS]</c>: what a lake has.</summary>
internal static class ListCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake list --episode alice@robotics:run-042
          dreamlake list "/camera/*.mp4" --episode alice@robotics --type video --json
          dreamlake list --hash 1f8ac10f23c5b5bc
          dreamlake list --episode alice@robotics:run-042 --trash

        A line for each asset: size, when it was registered, type, status, address and name. Beside the
        status: 'verified' where the lake has read its bytes back, and how much plays of what was cut short.
        Behind the name: duration, size of the picture, rate, entries; and why a status is what it is.
        """;

    private static readonly AssetChoice Assets = new();
    private static readonly LakeChoice Lake = new();
    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON object for each asset." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("list", "Lists what a lake has.");
        Assets.AddTo(command);
        Assets.AddTrashTo(command);
        Lake.AddTo(command);
        command.Options.Add(Json);
        command.SetAction((parsed, cancellationToken) =>
            Lake.UseAsync(parsed, lake => RunAsync(parsed, lake, cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, LakeConnection lake, CancellationToken cancellationToken)
    {
        var screen = UploadScreen.Create(parsed.GetValue(Json), isVerbose: false);
        using var catalog = new LakeCatalog(lake);
        await foreach (var asset in Assets.ListAsync(parsed, catalog, cancellationToken))
        {
            screen.WriteResult(parsed.GetValue(Json)
                ? JsonSerializer.Serialize(AssetReport.Of(asset), CatalogJson.Default.AssetReport)
                : AssetText.LineOf(asset));
        }

        return ExitCode.AllStored;
    }
}
