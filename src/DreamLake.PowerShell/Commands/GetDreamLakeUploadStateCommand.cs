using System.Management.Automation;
using DreamLake.PowerShell.Completion;
using DreamLake.PowerShell.Language;
using DreamLake.PowerShell.Uploading;

namespace DreamLake.PowerShell.Commands;

/// <summary>Lists the uploads that were begun and are not over, from the state folder and without the network.</summary>
[Cmdlet(VerbsCommon.Get, "DreamLakeUploadState", DefaultParameterSetName = ByHash)]
[OutputType(typeof(DreamLakeUploadState))]
public sealed class GetDreamLakeUploadStateCommand : PSCmdlet
{
    private const string ByHash = "Hash";
    private const string ByPath = "Path";

    private PendingSelection? _selection;

    /// <summary>Content hashes; wildcards are allowed. All where left out.</summary>
    [Parameter(Position = 0, ParameterSetName = ByHash, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(HashCompleter))]
    [TextArgument]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Hash { get; set; }

    /// <summary>The files that are uploaded; wildcards are allowed. They need not exist any more.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPath)]
    [TextArgument]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Writes the states.</summary>
    protected override void ProcessRecord()
    {
        _selection ??= new PendingSelection(this);
        var chosen = ParameterSetName == ByPath ? _selection.ByPath(Path) : Hash is null ? _selection.All : _selection.ByHash(Hash);
        foreach (var pending in chosen) WriteObject(OutputMapping.Pending(pending));
    }
}
