using System.Management.Automation;
using System.Management.Automation.Language;
using DreamLake.Engine;
using DreamLake.PowerShell.Language;

namespace DreamLake.PowerShell.Uploading;

/// <summary>The command that goes on with a paused run.</summary>
internal static class RerunCommand
{
    /// <summary>
    /// The statement that a person typed, where that can be typed again: not in a script or a function, whose variables are gone by
    /// then.
    /// </summary>
    public static string? Typed(InvocationInfo invocation)
    {
        if (invocation.CommandOrigin != CommandOrigin.Runspace || invocation.ScriptName is { Length: > 0 }) return null;
        if (invocation.Line is not { Length: > 0 } line) return null;
        var script = Parser.ParseInput(line, out _, out var errors);
        var at = invocation.OffsetInLine - 1;
        // Only the statement itself: others on the line may hold what is not to be shown again.
        return errors.Length > 0 ? null : script.EndBlock.Statements
            .Select(statement => statement.Extent)
            .FirstOrDefault(extent => extent.StartOffset <= at && at < extent.EndOffset)?.Text;
    }

    /// <summary>The commands that send files, by their paths: one for each place and type that they go to.</summary>
    public static IEnumerable<string> Send(IReadOnlyList<UploadRequest> files) =>
        files.GroupBy(file => file with { Path = "" }).Select(alike =>
        {
            var command = $"Send-DreamLakeFile -LiteralPath {string.Join(", ", alike.Select(file => CommandText.Quote(file.Path)))}"
                + $" -Episode {CommandText.QuoteIfNeeded(alike.Key.Episode.ToString())}";
            if (alike.Key.To is { } to) command += $" -To {CommandText.QuoteIfNeeded(to)}";
            if (alike.Key.Name is { } name) command += $" -Name {CommandText.QuoteIfNeeded(name)}";
            return alike.Key.Type is { } type ? $"{command} -Type {type.Name}" : command;
        });
}
