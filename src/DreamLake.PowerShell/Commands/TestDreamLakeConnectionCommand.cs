using System.Management.Automation;
using DreamLake.PowerShell.Session;
using DreamLake.PowerShell.Waiting;
using DreamLake.Presentation;

namespace DreamLake.PowerShell.Commands;

/// <summary>Asks a lake whether it is there and takes the token.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DreamLakeConnection")]
[OutputType(typeof(bool))]
public sealed class TestDreamLakeConnectionCommand : PSCmdlet, IDisposable
{
    private readonly PipelineStop _stopping = new();

    /// <summary>The lake, as <c>Connect-DreamLake</c> wrote it. The session's own where left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ConnectionArgument]
    [ValidateNotNull]
    public DreamLakeConnection? Connection { get; set; }

    /// <summary>Writes whether both services answered and took the token; a warning says why not.</summary>
    protected override void ProcessRecord()
    {
        try
        {
            ConnectionTest.Run(Connection?.Choice ?? LakeSession.Current.Choice, _stopping.Token);
            WriteObject(true);
        }
        catch (Engine.UploadException fault)
        {
            WriteWarning($"{fault.Message} {ErrorAdvice.Of(fault)}");
            WriteObject(false);
        }
        catch (FormatException fault)
        {
            WriteWarning(fault.Message);
            WriteObject(false);
        }
    }

    /// <summary>Ctrl+C: gives up.</summary>
    protected override void StopProcessing() => _stopping.Stop();

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();
}
