using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Completion;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Uploading;

namespace DreamLake.PowerShell.Commands;

/// <summary>Finishes uploads that were begun and are not over.</summary>
[Cmdlet(VerbsLifecycle.Resume, "DreamLakeUpload", DefaultParameterSetName = ByHash, SupportsShouldProcess = true)]
[OutputType(typeof(DreamLakeUpload))]
public sealed class ResumeDreamLakeUploadCommand : UploadCommand
{
    private const string ByHash = "Hash";
    private const string ByState = "State";

    private readonly List<string> _hashes = [];

    /// <summary>Content hashes; wildcards are allowed. All pending uploads where left out.</summary>
    [Parameter(Position = 0, ParameterSetName = ByHash, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(HashCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Hash { get; set; }

    /// <summary>States, as <c>Get-DreamLakeUploadState</c> lists them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByState, ValueFromPipeline = true)]
    [ValidateNotNull]
    public DreamLakeUploadState[] InputObject { get; set; } = [];

    /// <summary>Takes states from the pipeline.</summary>
    protected override void ProcessRecord()
    {
        var selection = new PendingSelection(this);
        var chosen = ParameterSetName == ByState ? selection.Listed(InputObject) : Hash is null ? selection.All : selection.ByHash(Hash);
        foreach (var pending in chosen) Resume(pending);
    }

    /// <inheritdoc/>
    private protected override string Rerun(IReadOnlyList<UploadRequest> files) => $"Resume-DreamLakeUpload -Hash {string.Join(", ", _hashes)}";

    private void Resume(PendingUpload pending)
    {
        try
        {
            var request = pending.ToRequest(Lake());
            _hashes.Add(pending.Hash);
            Upload(request);
        }
        catch (UploadException fault)
        {
            WriteError(ErrorRecords.Of(fault, pending.Path ?? pending.Hash));
        }
    }
}
