using System.Management.Automation;
using System.Management.Automation.Language;
using DreamLake.Engine;

namespace DreamLake.PowerShell.Uploading;

/// <summary>The command that goes on with a paused run.</summary>
internal static class RerunCommand
{
    // A line with more paths than this helps nobody.
    private const int NamedAtMost = 20;

    /// <summary>The statement that a person typed, where that can be typed again: not in a script or a function, whose variables are gone by then.</summary>
    public static string? Typed(InvocationInfo invocation)
    {
        if (invocation.CommandOrigin != CommandOrigin.Runspace || invocation.ScriptName is { Length: > 0 } || invocation.Line is not { Length: > 0 } line) return null;
        var script = Parser.ParseInput(line, out _, out var errors);
        var at = invocation.OffsetInLine - 1;
        // Only the statement itself: others on the line may hold what is not to be shown again.
        return errors.Length > 0 ? null : script.EndBlock.Statements.FirstOrDefault(statement => statement.Extent.StartOffset <= at && at < statement.Extent.EndOffset)?.Extent.Text;
    }

    /// <summary>The command that sends files, by their paths.</summary>
    public static string Send(IReadOnlyList<UploadRequest> files)
    {
        // What was begun is found by its state; the rest has to be named by whoever named it before.
        if (files.Count > NamedAtMost) return "Resume-DreamLakeUpload (then send again what had not begun)";
        var first = files[0];
        var command = $"Send-DreamLakeFile -LiteralPath {string.Join(", ", files.Select(file => Quoted.Text(file.Path)))} -Episode {Quoted.Word(first.Episode.ToString())}";
        if (first.To is not null) command += $" -To {Quoted.Word(first.To)}";
        return first.Type is null ? command : $"{command} -Type {first.Type.Name}";
    }
}
