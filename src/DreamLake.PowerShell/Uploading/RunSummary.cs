using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;

namespace DreamLake.PowerShell.Uploading;

/// <summary>What a run comes to, in a line or two for the person at the screen, once it is over.</summary>
/// <param name="cmdlet">Whose run it is.</param>
internal sealed class RunSummary(PSCmdlet cmdlet) : IRunTally
{
    private readonly BatchTally _tally = new(TimeProvider.System);

    /// <summary>Whether the run is a batch: a folder or a list was named. Single files need no summary.</summary>
    public bool IsBatch { get; set; }

    /// <inheritdoc/>
    public bool TakesObjects => true;

    /// <summary>Takes a result in.</summary>
    public void Count(UploadResult result) => _tally.Count(result);

    /// <inheritdoc/>
    public void Count(LeftOut left) => _tally.Count(left);

    /// <inheritdoc/>
    public void CountFailed(string reason) => _tally.CountFailed(reason);

    /// <summary>Says it, where it needs saying.</summary>
    public void Write()
    {
        if (!IsBatch && _tally.Files < 2) return;
        foreach (var line in _tally.Lines()) Say(cmdlet, line);
    }

    /// <summary>Says a line to the person, as <c>Write-Host</c> does: <c>6&gt;</c> and <c>-InformationAction</c> count.</summary>
    public static void Say(PSCmdlet cmdlet, string line) =>
        cmdlet.WriteInformation(new HostInformationMessage { Message = line }, ["PSHOST", "DreamLake"]);
}
