using System.Management.Automation;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Session;

namespace DreamLake.PowerShell.Commands;

/// <summary>Shows which lake this session uses, and where its token comes from.</summary>
[Cmdlet(VerbsCommon.Get, "DreamLakeConnection")]
[OutputType(typeof(DreamLakeConnection))]
public sealed class GetDreamLakeConnectionCommand : PSCmdlet
{
    /// <summary>Writes the connection.</summary>
    protected override void EndProcessing()
    {
        try
        {
            WriteObject(OutputMapping.Connection(LakeSession.Current.Choice));
        }
        catch (FormatException fault)
        {
            ThrowTerminatingError(ErrorRecords.InvalidConnection(fault, "Set it right, or use Connect-DreamLake."));
        }
    }
}
