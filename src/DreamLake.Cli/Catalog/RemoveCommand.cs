using System.CommandLine;
using System.Text.Json;
using DreamLake.Cli.Lake;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Cli.Catalog;

/// <summary><c>dreamlake remove ADDRESS PATH</c>: into the lake's trash.</summary>
internal static class RemoveCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake remove alice@robotics:run-042 /camera/front/run01.mp4
          dreamlake remove alice@robotics:run-042 /camera/front/run01.mp4 --all-versions
          dreamlake remove --id 019b2f0c6d5e7a41

        It goes into the lake's trash: listed, downloaded and played no more, and restorable until the lake
        purges it (30 days, if whoever runs the lake says nothing else). The version before it shows again,
        unless all go. Files on this machine are not touched.
        """;

    private static readonly NamedAsset Asset = new();
    private static readonly LakeChoice Lake = new();

    private static readonly Option<bool> AllVersions =
        new("--all-versions") { Description = "All versions of the name, and not the present one alone." };

    private static readonly Option<bool> Json = new("--json") { Description = "Write a JSON object." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("remove", "Removes an asset from a lake, into its trash.");
        Asset.AddTo(command);
        command.Options.Add(AllVersions);
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
        var asset = Asset.Id(parsed) is { } id
            ? await catalog.FindByIdAsync(id, cancellationToken)
            : await Asset.FindAsync(parsed, catalog, isTrash: false, cancellationToken);
        if (asset is null)
        {
            screen.Say("there is no such asset; nothing was removed. 'dreamlake list' shows what there is, and with --trash what was "
                + "removed.");
            return ExitCode.SomeNotStored;
        }

        var removed = await catalog.RemoveAsync(asset, parsed.GetValue(AllVersions), cancellationToken);
        screen.WriteResult(parsed.GetValue(Json)
            ? JsonSerializer.Serialize(removed, ProtocolJson.Default.TrashedAsset)
            : Line(asset, removed, parsed.GetValue(AllVersions)));
        return ExitCode.AllStored;
    }

    private static string Line(LakeAsset asset, TrashedAsset removed, bool isAll) =>
        $"removed {asset.Episode}{NameRules.OneLine(asset.Name.Path)}"
        + (isAll ? ", all its versions" : "")
        + (removed.PurgedAfter is { } until ? $"; in the trash until {until.LocalDateTime:yyyy-MM-dd HH:mm}" : "")
        + (removed.ShownAgain is { } former ? $"; the version before it ({NameRules.Printable(former)}) shows again" : "")
        + $". To undo it: dreamlake restore --id {NameRules.Printable(asset.Id)}";
}
