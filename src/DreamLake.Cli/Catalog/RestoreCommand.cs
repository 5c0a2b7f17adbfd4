using System.CommandLine;
using System.Text.Json;
using DreamLake.Cli.Lake;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Cli.Catalog;

/// <summary><c>dreamlake restore ADDRESS PATH</c>: out of the lake's trash.</summary>
internal static class RestoreCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake restore alice@robotics:run-042 /camera/front/run01.mp4
          dreamlake restore --id 019b2f0c6d5e7a41

        It has its name back, unless another file was uploaded under that name since: then it is a former
        version of that ('dreamlake list --all-versions'). Of several of one name in the trash the one that
        was removed last comes back.
        """;

    private static readonly NamedAsset Asset = new();
    private static readonly LakeChoice Lake = new();
    private static readonly Option<bool> Json = new("--json") { Description = "Write a JSON object." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("restore", "Takes an asset out of a lake's trash.");
        Asset.AddTo(command);
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
        var id = Asset.Id(parsed) ?? (await Asset.FindAsync(parsed, catalog, isTrash: true, cancellationToken))?.Id;
        if (id is null || await catalog.RestoreAsync(id, cancellationToken) is not { } restored)
        {
            screen.Say("there is no such asset in the trash; nothing was restored. 'dreamlake list --trash' shows what is there.");
            return ExitCode.SomeNotStored;
        }

        screen.WriteResult(parsed.GetValue(Json) ? JsonSerializer.Serialize(restored, ProtocolJson.Default.TrashedAsset) : Line(restored));
        return ExitCode.AllStored;
    }

    private static string Line(TrashedAsset restored) =>
        $"restored {NameRules.OneLine(restored.Name ?? restored.Id ?? "")}"
        + (restored.SupersededBy is { } newer
            ? $" as a former version: {NameRules.Printable(newer)} was uploaded under the name since."
            : ".");
}
