using System.Management.Automation;

namespace DreamLake.PowerShell.Language;

/// <summary>Lets a state that came from a job, or back from a file, count as the one that it was made of: by its state file.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class StateArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        PSObject { BaseObject: object[] list } => Array.ConvertAll(list, One),
        object[] list => Array.ConvertAll(list, One),
        var one => One(one),
    };

    private static object? One(object? value)
    {
        if (value is not PSObject { BaseObject: PSCustomObject } copy) return value;
        return Text(copy, "StateFile") is { Length: > 0 } file
            ? new DreamLakeUploadState { StateFile = file, Hash = Text(copy, "Hash") ?? "" }
            : value;
    }

    private static string? Text(PSObject copy, string property) => copy.Properties[property]?.Value?.ToString();
}
