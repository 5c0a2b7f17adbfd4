using System.CommandLine;
using DreamLake.Cli.Files;
using DreamLake.Cli.Lake;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Cli.Commands;

/// <summary><c>dreamlake upload FILE… --episode ADDRESS [--to FOLDER] [--type TYPE] [--local] [--json]</c>.</summary>
internal static class UploadCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake upload samples/run01.mp4 --episode alice@robotics:run-042 --to /camera/front --local
          dreamlake upload recordings/ --episode robotics:experiments/2026/run-042 --exclude "calibration/**"
          find recordings -newer last -print0 | dreamlake upload --files-from - --episode robotics:run-042
          dreamlake upload "*.jsonl" --episode alice@robotics:run-042 --to /labels --type label-track --json

        What lies below a folder becomes the path below --to. Hidden files, links, files of no known type and
        files that a process is writing are left out; the run says how many, and with -v or --json which.
        What cannot be read is a failure. --dry-run says it all and does nothing.

        What the lake has already, of the same name and content, is not sent again; --force sends it. A file
        under the name of another content becomes a new version, and the run says which it replaces; with
        --no-clobber it fails.

        A file that NAME.sha256 beside it or the SHA256SUMS of its folder tells of has to be what that tells; a
        large one is sent while it is hashed, and completed only once it is proven.

        Stored is not proven: --wait verified ends well once the lake has read the bytes back and their
        SHA-256 is the file's, which is what a recording may be deleted by; --wait ready, once it can be
        streamed. A file that is rejected, or cannot be split, has failed. --local waits by itself.

        --remove-source removes each file after that: once the lake has verified it under this very name, and
        nobody writes it. What has to stay is said, with its reason; 'dreamlake free' removes it later. With a
        lake on this machine nothing is removed, unless --force: one copy is no proof.

        Without --local the lake is named by DREAMLAKE_BSS_URL (default http://localhost:10234),
        DREAMLAKE_REMOTE (default http://localhost:10334) and DREAMLAKE_API_KEY (the token).

        Exit status: 0 all stored (and come to what was waited for), 1 some files failed or are paused, 2 wrong usage or input,
        3 no lake or token refused, 130 interrupted.
        """;

    private static readonly UploadArguments Arguments = new();

    /// <summary>The command.</summary>
    public static Command Create()
    {
        const string Description =
            "Uploads files, folders of files, or patterns. Interrupted anyhow, the same command goes on where it was.";
        var command = new Command("upload", Description);
        Arguments.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (Arguments.IsRemoving(parsed)) await FreeArguments.SettleAsync(cancellationToken);
        var selection = Arguments.Selection(parsed);
        var screen = UploadScreen.Create(Arguments.Run.IsJson(parsed), Arguments.Run.IsVerbose(parsed));
        var options = Arguments.Options(parsed, screen.Note);
        if (Arguments.IsDryRun(parsed)) return await DryRun.RunAsync(
            selection, FromEnvironment(selection), options, screen, cancellationToken);
        await using var lake = await Arguments.Run.Lake.OpenLocalAsync(parsed, screen.IsVerbose, cancellationToken);
        if (lake is not null) options = options with { WaitFor = options.WaitFor ?? lake.ByDefault(selection.Requests, screen) };
        var batch = new UploadBatch(selection, screen, lake, Arguments.Run.Lake.ResumeCommand(parsed));
        var tally = await batch.RunAsync(lake?.Connection ?? FromEnvironment(selection), options, cancellationToken);
        return tally.ExitCodeFor(cancellationToken.IsCancellationRequested);
    }

    private static LakeConnection FromEnvironment(FileSelection selection)
    {
        var connection = EnvironmentLake.Read();
        if (selection.Place.Episode is { Namespace: null } address && connection.Namespace is null)
            throw new UsageException(
                $"'{address}' names no namespace, and {LakeDefaults.TokenVariable} holds no token that does. Write it in front: " +
                $"alice@{address}.");
        return connection;
    }
}
