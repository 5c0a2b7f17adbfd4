using System.CommandLine;
using System.Text.Json;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Protocol;

namespace DreamLake.Cli.Commands;

/// <summary><c>dreamlake status [--json]</c>: the uploads that were begun and are not over.</summary>
internal static class StatusCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake status
          dreamlake status --json

        A line for each upload that was begun and is not over, the one that got on last first: its file, where
        it goes, how much is stored, when something of it was last stored, and how it stands: Running, Paused,
        FileChanged, FileMissing, Expired? (no progress for 7 days), Problem. No service is asked.

        Exit status: 0 listed, 1 the state folder cannot be read.
        """;

    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON object for each upload." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("status", "Lists the uploads that were begun and are not over.") { Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var pending = PendingChoice.All();
        if (parsed.GetValue(Json))
        {
            foreach (var upload in pending)
                Console.Out.WriteLine(JsonSerializer.Serialize(PendingReport.Of(upload), ReportJson.Default.PendingReport));
            return ExitCode.AllStored;
        }

        foreach (var upload in pending) Console.Out.WriteLine(Line(upload));
        if (pending.Count == 0) StandardError.OfProcess().WriteLine("dreamlake: no upload is pending.");
        return ExitCode.AllStored;
    }

    private static string Line(PendingUpload upload)
    {
        var now = TimeProvider.System.GetUtcNow();
        var state = PendingState.Of(upload, now);
        if (upload.Problem is { } problem) return NameRules.OneLine($"{upload.Hash}  {state}: {problem} {PendingState.AdviceOf(upload)}");
        var by = upload.RunningBy is { } holder ? $" ({holder})" : "";
        var file = upload.Path is { } path ? Path.GetFileName(path) : "no file known";
        var place = upload.Episode is { } episode ? $"{episode} {upload.Name}" : "no episode known";
        return NameRules.OneLine(
            $"{file}  {place}  {upload.Percent} %  {Units.Age(now - upload.LastProgress)}  {state}{by}  {upload.Hash}");
    }
}
