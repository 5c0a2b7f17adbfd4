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

    /// <summary>The command that sends a file, by its path.</summary>
    public static string Send(UploadRequest file)
    {
        var command = $"Send-DreamLakeFile -LiteralPath {CommandText.Quote(file.Path)}"
            + $" -Episode {CommandText.QuoteIfNeeded(file.Episode.ToString())}";
        if (file.To is { } to) command += $" -To {CommandText.QuoteIfNeeded(to)}";
        if (file.Name is { } name) command += $" -Name {CommandText.QuoteIfNeeded(name)}";
        return file.Type is { } type ? $"{command} -Type {type.Name}" : command;
    }
}
