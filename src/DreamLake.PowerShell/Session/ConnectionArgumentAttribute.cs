using System.Management.Automation;

namespace DreamLake.PowerShell.Session;

/// <summary>
/// Lets a connection that came into a job's process, or back from a file, count as what it was made of: its addresses, and the token of
/// the environment there.
/// </summary>
/// <remarks>No token goes with it: a connection whose token was given by hand is no connection any more in another process.</remarks>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ConnectionArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is not PSObject { BaseObject: PSCustomObject } copy || Text(copy, "TokenSource") is not { } source) return inputData;
        if (source == "Connect-DreamLake")
            throw new ArgumentTransformationMetadataException(
                "The token of a connection goes into no other process. Connect there, or use Start-ThreadJob or ForEach-Object -Parallel.");
        return OutputMapping.Connection(new LakeChoice(Address(copy, "BssUrl"), Address(copy, "ServerUrl"), token: null));
    }

    private static Uri? Address(PSObject copy, string property) => Text(copy, property) is { Length: > 0 } text ? new Uri(text) : null;

    private static string? Text(PSObject copy, string property) => copy.Properties[property]?.Value?.ToString();
}
