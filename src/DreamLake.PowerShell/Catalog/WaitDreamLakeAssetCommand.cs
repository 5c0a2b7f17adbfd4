using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.Presentation;

namespace DreamLake.PowerShell.Catalog;

/// <summary>Waits until the lake has verified assets, or can stream them.</summary>
[Cmdlet(VerbsLifecycle.Wait, "DreamLakeAsset")]
[OutputType(typeof(DreamLakeAsset))]
public sealed class WaitDreamLakeAssetCommand : CatalogCommand
{
    private const int ActivityId = 0;
    private const string Activity = "Waiting for DreamLake";

    /// <summary>Ids of assets.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("AssetId")]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>What is waited for.</summary>
    [Parameter]
    public WaitFor For { get; set; } = WaitFor.Ready;

    /// <summary>Seconds to wait for each asset at most: 1 or more. As long as it takes where left out.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Timeout { get; set; }

    /// <summary>Waits, and writes each asset as it is then.</summary>
    protected override void ProcessRecord()
    {
        foreach (var id in Id)
        {
            if (Reader.Find(id) is { } asset && Wait(asset) is { } reached) WriteObject(CatalogMapping.Asset(reached));
        }
    }

    private LakeAsset? Wait(LakeAsset asset)
    {
        var goal = For == WaitFor.Verified ? Engine.WaitFor.Verified : Engine.WaitFor.Ready;
        var limit = Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var reached = Reader.Wait(asset, goal, Show, limit);
        WriteProgress(new ProgressRecord(ActivityId, Activity, asset.Name.Path) { RecordType = ProgressRecordType.Completed });
        return reached;
    }

    private void Show(LakeAsset asset) =>
        WriteProgress(new ProgressRecord(ActivityId, Activity, $"{asset.Name}: {AssetText.StatusOf(asset)}"));
}
