using System.Management.Automation;
using System.Reflection;

namespace DreamLake.PowerShell.Tests.Hosting;

/// <summary>
/// <c>Select-Object -First 1</c>, which is in a module that comes with pwsh alone: it stops the commands before it in the same way.
/// </summary>
[Cmdlet(VerbsCommon.Select, "First")]
public sealed class SelectFirstCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        WriteObject(InputObject);
        var stop = typeof(PSCmdlet).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;
        throw (Exception)Activator.CreateInstance(
            stop,
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic,
            null,
            [this],
            null)!;
    }
}
