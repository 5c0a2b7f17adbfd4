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
          dreamlake upload recordings/ --episode robotics:experiments/2026/run-042 --exclude "calibration/**"
          dreamlake upload "*.jsonl" --episode alice@robotics:run-042 --to /labels --type label-track --json

        Of a folder, hidden files, links and files of no known type are left out; the run says how many,
        and with -v or --json which. --dry-run says it all and does nothing.

        Stored is not proven: --wait verified ends well once the lake has read the bytes back and their
        SHA-256 is the file's, which is what a recording may be deleted by; --wait ready, once it can be
        streamed. A file that is rejected, or cannot be split, has failed. --local waits by itself.

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
        var selection = Arguments.Selection(parsed);
        var screen = UploadScreen.Create(Arguments.IsJson(parsed), Arguments.IsVerbose(parsed));
        var options = Arguments.Options(parsed, screen.Note);
        if (Arguments.IsDryRun(parsed)) return await DryRun.RunAsync(selection, FromEnvironment(selection), screen, cancellationToken);
        await using var lake = Arguments.IsLocal(parsed)
            ? await LocalLake.OpenAsync(Arguments.LocalFolder(parsed), screen.IsVerbose, cancellationToken)
            : null;
        if (lake is not null) options = options with { WaitFor = options.WaitFor ?? lake.ByDefault(selection.Requests, screen) };
        var tally = await UploadAsync(selection, lake?.Connection ?? FromEnvironment(selection), lake, options, screen, cancellationToken);
        return tally.ExitCodeFor(cancellationToken.IsCancellationRequested);
    }

    private static async Task<UploadTally> UploadAsync(
        FileSelection selection, LakeConnection connection, LocalLake? lake, UploadOptions options, UploadScreen screen,
        CancellationToken cancellationToken)
    {
        using var uploader = new LakeUploader(connection, options);
        var tally = new UploadTally(selection.LeftOut);
        foreach (var left in selection.LeftOut) screen.ShowLeftOut(left);
        var batch = new BatchProgress(TimeProvider.System);
        foreach (var request in selection.Requests) batch.Expect(request.Path);
        var rest = selection.Requests.ToHashSet();
        await using (screen.Follow(uploader.Snapshot, batch))
        {
            await foreach (var result in uploader.UploadAsync(selection.Requests.ToAsyncEnumerable(), cancellationToken))
            {
                rest.Remove(result.Request);
                batch.Ended(result.Request.Path);
                screen.Show(lake?.AsServed(result) ?? result, lake?.Path);
                tally.Count(result);
            }
        }

        // Where the run stopped early, a script still gets a line for each file.
        foreach (var result in rest.Select(UploadResult.NotBegun))
        {
            screen.ShowNotBegun(result);
            tally.Count(result);
        }

        foreach (var line in tally.Summary()) screen.Summarize(line);
        return tally;
    }

    private static LakeConnection FromEnvironment(FileSelection selection)
    {
        LakeConnection connection;
        try
        {
            connection = LakeConnection.FromEnvironment(Environment.GetEnvironmentVariable);
        }
        catch (FormatException fault)
        {
            throw new UsageException(fault.Message);
        }

        if (selection.Requests is [{ Episode: { Namespace: null } address }, ..] && connection.Namespace is null)
            throw new UsageException(
                $"'{address}' names no namespace, and {LakeDefaults.TokenVariable} holds no token that does. Write it in front: " +
                $"alice@{address}.");
        return connection;
    }
}
