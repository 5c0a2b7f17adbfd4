using System.Management.Automation;
using DreamLake.PowerShell.Completion;
using DreamLake.PowerShell.Language;

namespace DreamLake.PowerShell.Catalog;

/// <summary>Brings files back from a lake.</summary>
[Cmdlet(VerbsCommunications.Receive, "DreamLakeFile", DefaultParameterSetName = ByPlace, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ReceiveDreamLakeFileCommand : CatalogCommand
{
    private const string ByPlace = "Place";
    private const string ById = "Id";

    private readonly ReceivePump _pump = new();

    /// <summary>Where: <c>[namespace@]space[:episode]</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPlace)]
    [ArgumentCompleter(typeof(EpisodeCompleter))]
    [ValidateNotNullOrEmpty]
    public string Episode { get; set; } = "";

    /// <summary>How the names begin (<c>/camera/</c>), or patterns with <c>*</c> and <c>?</c>. All where left out.</summary>
    [Parameter(ParameterSetName = ByPlace)]
    [TextArgument]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The type, by its name or its word. All four where left out.</summary>
    [Parameter(ParameterSetName = ByPlace)]
    [ArgumentCompleter(typeof(AssetTypeCompleter))]
    public string? Type { get; set; }

    /// <summary>Ids of assets.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("AssetId")]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>The folder to write to; the episode's folders are kept below it. The current one where left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    /// <summary>Replaces files of other content, once the new ones are whole.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The most bytes a second over all files: 1 or more (<c>2MB</c>, <c>'2 MB'</c>). No limit where left out.</summary>
    [Parameter]
    [ByteCountArgument]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxRate { get; set; }

    /// <summary>Writes the files that are here then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Takes assets from the pipeline.</summary>
    protected override void ProcessRecord()
    {
        var folder = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Destination);
        var assets = ParameterSetName == ById
            ? Id.Select(Reader.Find).OfType<Engine.LakeAsset>()
            : Reader.Assets(Episode, Path, Type, hash: null, allVersions: false);
        foreach (var asset in assets) _pump.Add(this, asset, folder);
    }

    /// <summary>Receives them, several at once.</summary>
    protected override void EndProcessing() => _pump.Run(this, Reader, Force, MaxRate, PassThru);
}
