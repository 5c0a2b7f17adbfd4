using System.Management.Automation;
using DreamLake.PowerShell.Session;

namespace DreamLake.PowerShell.Commands;

/// <summary>Forgets what <c>Connect-DreamLake</c> said: the environment variables count again.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "DreamLake")]
[OutputType(typeof(void))]
public sealed class DisconnectDreamLakeCommand : PSCmdlet
{
    /// <summary>Disconnects.</summary>
    protected override void EndProcessing() => LakeSession.Current.Disconnect();
}
