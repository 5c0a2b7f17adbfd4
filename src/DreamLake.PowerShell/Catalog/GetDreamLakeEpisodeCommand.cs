using System.Management.Automation;

namespace DreamLake.PowerShell.Catalog;

/// <summary>Lists the episodes of a lake, with how much they hold.</summary>
[Cmdlet(VerbsCommon.Get, "DreamLakeEpisode")]
[OutputType(typeof(DreamLakeEpisode))]
public sealed class GetDreamLakeEpisodeCommand : CatalogCommand
{
    /// <summary>Only those of this space: <c>[namespace@]space</c>. All that the token reads where left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Space { get; set; }

    /// <summary>Writes the episodes.</summary>
    protected override void ProcessRecord()
    {
        foreach (var episode in Reader.Episodes(Space)) WriteObject(CatalogMapping.Episode(episode));
    }
}
