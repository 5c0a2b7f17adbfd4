using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DreamLake.Cli.Lake;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Protocol;

namespace DreamLake.Cli.Catalog;

/// <summary><c>dreamlake episodes [SPACE]</c>: the episodes of a lake, with how much they hold.</summary>
internal static class EpisodesCommand
{
    private static readonly Argument<string?> Space = new("SPACE")
    {
        Description = "Only those of this space: [namespace@]space. Default: all that the token reads.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly LakeChoice Lake = new();
    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON object for each episode." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("episodes", "Lists the episodes of a lake, with how many assets and bytes they hold.") { Space, Json };
        Lake.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
            Lake.UseAsync(parsed, lake => RunAsync(parsed, lake, cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, LakeConnection lake, CancellationToken cancellationToken)
    {
        var screen = UploadScreen.Create(parsed.GetValue(Json), isVerbose: false);
        using var catalog = new LakeCatalog(lake);
        await foreach (var episode in catalog.EpisodesAsync(SpaceOf(parsed), cancellationToken))
        {
            screen.WriteResult(parsed.GetValue(Json)
                ? JsonSerializer.Serialize(EpisodeReport.Of(episode), CatalogJson.Default.EpisodeReport)
                : string.Create(CultureInfo.InvariantCulture, $"{Units.Size(episode.Bytes),10}  {episode.Assets,7}  {episode.Address}"));
        }

        return ExitCode.AllStored;
    }

    private static EpisodeAddress? SpaceOf(ParseResult parsed) =>
        parsed.GetValue(Space) is not { } text ? null
        : EpisodeAddress.TryParse(text, out var space, out var fault) ? space
        : throw new UsageException(fault);
}
