using System.CommandLine;
using System.Text.Json;
using DreamLake.Cli.Lake;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Protocol;

namespace DreamLake.Cli.Commands;

/// <summary><c>dreamlake forget UPLOAD… [--abort] [--json]</c>: gives pending uploads up.</summary>
internal static class ForgetCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake forget 3f9a0c1d2e4b5a69
          dreamlake forget recordings/run01.mp4 --abort
          dreamlake forget --all

        What S3 has of a forgotten upload stays until S3's lifecycle rule ends it (typically 7 days); --abort
        has the lake drop it at once, and keeps the state where the lake does not. The file itself is not touched.

        Exit status: 0 all forgotten, 1 some were not, 2 wrong usage, 3 no lake or token refused.
        """;

    private static readonly Argument<string[]> Uploads = new("UPLOAD")
    {
        Description = "Uploads, by their hash (16 hex digits) or by their file.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> Everything = new("--all") { Description = "Forget all that are pending." };
    private static readonly Option<bool> Abort = new("--abort") { Description = "Have the lake drop what was sent, first." };
    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON object for each upload." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("forget", "Gives uploads up that were begun and are not over.") { Uploads, Everything, Abort, Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = parsed.GetValue(Uploads) ?? [];
        if (names.Length == 0 != parsed.GetValue(Everything)) throw new UsageException("Name the uploads to forget, or say --all.");
        var chosen = names.Length == 0 ? PendingChoice.All() : PendingChoice.Named(names);
        var lake = parsed.GetValue(Abort) ? EnvironmentLake.Read() : null;
        var code = ExitCode.AllStored;
        foreach (var upload in chosen)
        {
            var fault = await ForgetAsync(upload, lake, cancellationToken);
            if (fault is not null) code = fault.StopsRun ? ExitCode.NoLake : Math.Max(code, ExitCode.SomeNotStored);
            Tell(upload, fault, parsed.GetValue(Json));
            if (fault is { StopsRun: true }) break;
        }

        return code;
    }

    private static async Task<UploadException?> ForgetAsync(PendingUpload upload, LakeConnection? lake, CancellationToken cancellationToken)
    {
        try
        {
            if (lake is null) new PendingUploads().Forget(upload);
            else await new PendingUploads().AbortAsync(upload, lake, cancellationToken);
            return null;
        }
        catch (UploadException fault)
        {
            return fault;
        }
    }

    private static void Tell(PendingUpload upload, UploadException? fault, bool isJson)
    {
        if (isJson)
        {
            var outcome = fault is null ? "forgotten" : "failed";
            var report = PendingReport.Of(upload) with { Outcome = outcome, Error = ReportedError.Of(fault) };
            Console.Out.WriteLine(JsonSerializer.Serialize(report, ReportJson.Default.PendingReport));
        }
        else if (fault is null) Console.Out.WriteLine(NameRules.OneLine($"forgotten  {upload.Hash}  {upload.Path}"));
        else StandardError.OfProcess().WriteLine(NameRules.OneLine($"dreamlake: {fault.Message} {ErrorAdvice.Of(fault)}"));
    }
}
