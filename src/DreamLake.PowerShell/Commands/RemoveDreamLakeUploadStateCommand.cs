using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Completion;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Language;
using DreamLake.PowerShell.Session;
using DreamLake.PowerShell.Uploading;
using DreamLake.PowerShell.Waiting;
using DreamLake.Presentation;

namespace DreamLake.PowerShell.Commands;

/// <summary>Forgets uploads that were begun and are not over.</summary>
[Cmdlet(VerbsCommon.Remove, "DreamLakeUploadState", 
    DefaultParameterSetName = ByHash, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveDreamLakeUploadStateCommand : PSCmdlet, IDisposable
{
    private const string ByHash = "Hash";
    private const string ByState = "State";

    private readonly PipelineStop _stopping = new();
    private readonly PendingRemoval _removal = new();
    private PendingSelection? _selection;

    /// <summary>Content hashes; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByHash, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(HashCompleter))]
    [TextArgument]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Hash { get; set; } = [];

    /// <summary>States, as <c>Get-DreamLakeUploadState</c> lists them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByState, ValueFromPipeline = true)]
    [StateArgument]
    [ValidateNotNull]
    public DreamLakeUploadState[] InputObject { get; set; } = [];

    /// <summary>Asks BSS to abort each upload first, which frees the parts that S3 has. Where it does not, the state is kept.</summary>
    [Parameter]
    public SwitchParameter Abort { get; set; }

    /// <summary>The lake to abort at, as <c>Connect-DreamLake</c> wrote it. The session's own where left out.</summary>
    [Parameter]
    [ConnectionArgument]
    [ValidateNotNull]
    public DreamLakeConnection? Connection { get; set; }

    /// <summary>Takes states from the pipeline.</summary>
    protected override void ProcessRecord()
    {
        _selection ??= new PendingSelection(this);
        foreach (var pending in ParameterSetName == ByState ? _selection.Listed(InputObject) : _selection.ByHash(Hash)) Remove(pending);
    }

    /// <summary>Ctrl+C: gives an abort under way up; its state is kept.</summary>
    protected override void StopProcessing() => _stopping.Stop();

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private void Remove(PendingUpload pending)
    {
        if (!ShouldProcess(Target(pending), Abort ? "Abort upload and forget its state" : "Forget upload state")) return;
        try
        {
            if (Abort) AbortUpload(pending);
            else _removal.Forget(pending);
        }
        catch (FormatException fault)
        {
            ThrowTerminatingError(ErrorRecords.InvalidConnection(fault, "Set it right, or use Connect-DreamLake; the state is kept."));
        }
        catch (Engine.UploadException fault) when (fault.StopsRun)
        {
            ThrowTerminatingError(ErrorRecords.Of(fault, pending.Hash));
        }
        catch (Engine.UploadException fault)
        {
            WriteError(ErrorRecords.Of(fault, pending.Hash));
        }
    }

    private void AbortUpload(PendingUpload pending)
    {
        _removal.Abort(pending, (Connection?.Choice ?? LakeSession.Current.Choice).Lake(), _stopping.Token);
    }

    // Two uploads may share a hash: what tells them apart is where each goes.
    private static string Target(PendingUpload pending) => pending.Problem
        ?? $"{pending.Hash} ({pending.Path ?? "no file known"} to {pending.Episode?.ToString() ?? "no episode known"} {pending.Name}, "
        + $"{pending.PartsDone} of {Units.Count(pending.Parts, "part")} sent)";
}
