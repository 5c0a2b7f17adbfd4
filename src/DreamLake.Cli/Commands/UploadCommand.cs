using System.CommandLine;
using DreamLake.Cli.Files;
using DreamLake.Cli.Lake;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Protocol;

namespace DreamLake.Cli.Commands;

/// <summary><c>dreamlake upload FILE… --episode ADDRESS [--to FOLDER] [--type TYPE] [--local] [--json]</c>.</summary>
internal static class UploadCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake upload samples/run01.mp4 --episode alice@robotics:run-042 --to /camera/front --local
          dreamlake upload recordings/ --episode robotics:experiments/2026/run-042
          dreamlake upload "*.jsonl" --episode alice@robotics:run-042 --to /labels --type label-track --json

        Without --local the lake is named by DREAMLAKE_BSS_URL (default http://localhost:10234),
        DREAMLAKE_REMOTE (default http://localhost:10334) and DREAMLAKE_API_KEY (the token).

        Exit status: 0 all stored, 1 some files failed or are paused, 2 wrong usage or input,
        3 no lake or token refused, 130 interrupted.
        """;

    private static readonly Argument<string[]> Files = new("FILE") { Description = "Files, folders (with all they hold) or patterns (quoted).", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Episode = new("--episode", "-e") { Description = "Where to: [namespace@]space[:episode].", HelpName = "ADDRESS", Required = true };
    private static readonly Option<string?> To = new("--to") { Description = "The folder in the episode. Default: /.", HelpName = "FOLDER" };
    private static readonly Option<string?> Type = new("--type", "-t") { Description = "video, audio, label-track or text-track. Default: by the extension.", HelpName = "TYPE" };
    private static readonly Option<bool> Local = new("--local") { Description = "Use a lake on this machine; started for this run where none serves." };
    private static readonly Option<string?> Folder = FolderOption.Create();
    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON object for each file to standard output." };
    private static readonly Option<string?> LimitRate = new("--limit-rate") { Description = "The most bytes a second over all files: 500K, 2M or plain bytes. Default: no limit.", HelpName = "RATE" };
    private static readonly Option<bool> Rehash = new("--rehash") { Description = "Hash files again that an interrupted run has hashed." };
    private static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Say what happens on the way." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("upload", "Uploads files, folders of files, or patterns. Interrupted anyhow, the same command goes on where it was.") { Files, Episode, To, Type, Local, Folder, Json, LimitRate, Rehash, Verbose };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken interrupt)
    {
        var requests = FileSelection.Select(parsed.GetRequiredValue(Files), Address(parsed), parsed.GetValue(To), TypeOf(parsed));
        EnsureAssetNames(requests);
        var maxRate = RateOption.Parse(parsed.GetValue(LimitRate));
        var screen = UploadScreen.Create(parsed.GetValue(Json), parsed.GetValue(Verbose));
        await using var lake = parsed.GetValue(Local)
            ? await LocalLake.OpenAsync(LakeFolder.Of(parsed.GetValue(Folder)), screen, interrupt)
            : null;
        var connection = lake?.Connection ?? FromEnvironment();
        EnsureNamespace(requests, connection);

        var options = new UploadOptions { MaxRate = maxRate, Rehash = parsed.GetValue(Rehash), Notes = screen.Note };
        using var uploader = new LakeUploader(connection, options);
        var tally = new UploadTally();
        var batch = new BatchProgress(TimeProvider.System);
        foreach (var request in requests) batch.Expect(request.Path);
        var rest = requests.ToHashSet();
        await using (screen.Follow(uploader.Snapshot, batch))
        {
            await foreach (var result in uploader.UploadAsync(requests.ToAsyncEnumerable(), interrupt))
            {
                rest.Remove(result.Request);
                batch.Ended(result.Request.Path);
                var asset = lake is not null && result.Outcome == UploadOutcome.Stored ? await lake.AwaitReadyAsync(result, screen, interrupt) : null;
                screen.Show(result, asset, lake?.Path);
                tally.Count(result);
            }
        }

        // Where the run stopped early, a script still gets a line for each file.
        foreach (var result in rest.Select(UploadResult.NotBegun)) screen.ShowNotBegun(result);
        return tally.ExitCodeFor(requests.Count, interrupt.IsCancellationRequested);
    }

    private static EpisodeAddress Address(ParseResult parsed) =>
        EpisodeAddress.TryParse(parsed.GetRequiredValue(Episode), out var address, out var fault) ? address : throw new UsageException(fault);

    private static AssetType? TypeOf(ParseResult parsed) =>
        AssetTypeWord.TryParse(parsed.GetValue(Type), out var type, out var fault) ? type : throw new UsageException(fault);

    private static LakeConnection FromEnvironment()
    {
        try
        {
            return LakeConnection.FromEnvironment(Environment.GetEnvironmentVariable);
        }
        catch (FormatException fault)
        {
            throw new UsageException(fault.Message);
        }
    }

    private static void EnsureNamespace(IReadOnlyList<UploadRequest> requests, LakeConnection connection)
    {
        var address = requests[0].Episode;
        if (address.Namespace is null && connection.Namespace is null)
            throw new UsageException($"'{address}' names no namespace, and {LakeDefaults.TokenVariable} holds no token that does. Write it in front: alice@{address}.");
    }

    private static void EnsureAssetNames(IReadOnlyList<UploadRequest> requests)
    {
        var claims = new AssetNameClaims();
        foreach (var request in requests)
        {
            try
            {
                AssetName.For(request.To, Path.GetFileName(request.Path));
            }
            catch (FormatException fault)
            {
                throw new UsageException(fault.Message);
            }

            if (claims.Claim(request) is { } taken) throw new UsageException($"{taken} Upload them to different folders with --to.");
        }
    }
}
