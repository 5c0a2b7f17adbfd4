using System.Management.Automation;

namespace DreamLake.PowerShell.Catalog;

/// <summary>Removes assets from a lake, into its trash.</summary>
[Cmdlet(VerbsCommon.Remove, "DreamLakeAsset", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveDreamLakeAssetCommand : CatalogCommand
{
    /// <summary>Ids of assets.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("AssetId")]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>All versions of the name, and not that one alone.</summary>
    [Parameter]
    public SwitchParameter AllVersions { get; set; }

    /// <summary>Removes them.</summary>
    protected override void ProcessRecord()
    {
        foreach (var id in Id)
        {
            if (Reader.Find(id) is not { } asset) continue;
            var action = AllVersions ? "Remove all versions from the lake, into its trash" : "Remove from the lake, into its trash";
            if (!ShouldProcess($"{asset.Episode}{asset.Name.Path}", action)) continue;
            if (Reader.Remove(asset, AllVersions) is not { } removed) continue;
            WriteVerbose($"{asset.Episode}{asset.Name.Path} is in the trash until {removed.PurgedAfter?.LocalDateTime:g}. To undo it: "
                + $"Restore-DreamLakeAsset {id}");
            if (removed.ShownAgain is { } former) WriteVerbose($"The version before it shows again: {former}.");
        }
    }
}
