using System.Management.Automation;
using DreamLake.PowerShell.Completion;
using DreamLake.PowerShell.Language;

namespace DreamLake.PowerShell.Catalog;

/// <summary>Lists what a lake has.</summary>
[Cmdlet(VerbsCommon.Get, "DreamLakeAsset", DefaultParameterSetName = ByPlace)]
[OutputType(typeof(DreamLakeAsset))]
public sealed class GetDreamLakeAssetCommand : CatalogCommand
{
    private const string ByPlace = "Place";
    private const string ById = "Id";

    /// <summary>Where: <c>[namespace@]space[:episode]</c>. All that the token reads where left out.</summary>
    [Parameter(Position = 0, ParameterSetName = ByPlace)]
    [ArgumentCompleter(typeof(EpisodeCompleter))]
    public string? Episode { get; set; }

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

    /// <summary>The content: hex digits with which its SHA-256 begins.</summary>
    [Parameter(ParameterSetName = ByPlace)]
    [ValidatePattern("^[0-9a-fA-F]{1,64}$")]
    public string? Hash { get; set; }

    /// <summary>Former versions of a name as well.</summary>
    [Parameter(ParameterSetName = ByPlace)]
    public SwitchParameter AllVersions { get; set; }

    /// <summary>What was removed and can be restored, and nothing else.</summary>
    [Parameter(ParameterSetName = ByPlace)]
    public SwitchParameter Trash { get; set; }

    /// <summary>Ids of assets.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("AssetId")]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Writes the assets.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ById)
        {
            foreach (var id in Id)
            {
                if (Reader.Find(id) is { } found) WriteObject(CatalogMapping.Asset(found));
            }

            return;
        }

        var assets = Trash ? Reader.Trash(Episode, Path, Type, Hash) : Reader.Assets(Episode, Path, Type, Hash, AllVersions);
        foreach (var asset in assets) WriteObject(CatalogMapping.Asset(asset));
    }
}
