using System.Management.Automation;

namespace DreamLake.PowerShell.Catalog;

/// <summary>Takes assets out of a lake's trash.</summary>
[Cmdlet(VerbsData.Restore, "DreamLakeAsset", SupportsShouldProcess = true)]
[OutputType(typeof(DreamLakeAsset))]
public sealed class RestoreDreamLakeAssetCommand : CatalogCommand
{
    /// <summary>Ids of assets.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("AssetId")]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Restores them, and writes each as it is then.</summary>
    protected override void ProcessRecord()
    {
        foreach (var id in Id)
        {
            if (!ShouldProcess(id, "Restore from the lake's trash")) continue;
            if (Reader.Restore(id) is not { } restored) continue;
            if (restored.SupersededBy is { } newer)
                WriteWarning($"'{restored.Name}' came back as a former version: {newer} was uploaded under the name since.");
            if (Reader.Find(id) is { } asset) WriteObject(CatalogMapping.Asset(asset));
        }
    }
}
