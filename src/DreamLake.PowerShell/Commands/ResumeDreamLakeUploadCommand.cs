using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Completion;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Language;
using DreamLake.PowerShell.Uploading;

namespace DreamLake.PowerShell.Commands;

/// <summary>Finishes uploads that were begun and are not over.</summary>
[Cmdlet(VerbsLifecycle.Resume, "DreamLakeUpload", DefaultParameterSetName = ByHash, SupportsShouldProcess = true)]
[OutputType(typeof(DreamLakeUpload))]
public sealed class ResumeDreamLakeUploadCommand : UploadCommand
{
    private const string ByHash = "Hash";
    private const string ByPath = "Path";
    private const string ByState = "State";

    private readonly List<string> _hashes = [];
    private PendingSelection? _selection;

    /// <summary>Content hashes; wildcards are allowed. All pending uploads where left out.</summary>
    [Parameter(Position = 0, ParameterSetName = ByHash, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(HashCompleter))]
    [TextArgument]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Hash { get; set; }

    /// <summary>The files that are uploaded; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPath)]
    [TextArgument]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>States, as <c>Get-DreamLakeUploadState</c> lists them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByState, ValueFromPipeline = true)]
    [StateArgument]
    [ValidateNotNull]
    public DreamLakeUploadState[] InputObject { get; set; } = [];

    /// <summary>Takes states from the pipeline.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByHash && Hash is null) ResumeRuns();
        _selection ??= new PendingSelection(this);
        foreach (var pending in Chosen(_selection)) Resume(pending);
    }

    /// <inheritdoc/>
    private protected override IEnumerable<string> Rerun(UnfinishedFiles files) =>
        [_hashes.Count == 0 ? "Resume-DreamLakeUpload" : $"Resume-DreamLakeUpload -Hash {string.Join(", ", _hashes)}"];

    // Each run as it was asked to go, one after the other; then what else is pending.
    private void ResumeRuns()
    {
        try
        {
            foreach (var run in RememberedRun.At(Lake())) Upload(run);
        }
        catch (Engine.UploadException fault)
        {
            WriteError(ErrorRecords.Of(fault, null));
        }
    }

    private IEnumerable<PendingUpload> Chosen(PendingSelection selection) => ParameterSetName switch
    {
        ByState => selection.Listed(InputObject),
        ByPath => selection.ByPath(Path),
        _ => Hash is null ? selection.All : selection.ByHash(Hash),
    };

    private void Resume(PendingUpload pending)
    {
        try
        {
            var request = pending.ToRequest(Lake());
            _hashes.Add(pending.Hash);
            Upload(request);
        }
        catch (Engine.UploadException fault)
        {
            WriteError(ErrorRecords.Of(fault, pending.Path ?? pending.Hash));
        }
    }
}
