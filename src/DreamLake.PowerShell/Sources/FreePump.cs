using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Catalog;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Progress;
using DreamLake.PowerShell.Uploading;
using DreamLake.PowerShell.Waiting;
using DreamLake.Presentation;

namespace DreamLake.PowerShell.Sources;

/// <summary>Frees the files of a pipeline, and writes what came of them on its thread.</summary>
/// <remarks>
/// It stands between the cmdlet and the engine because PowerShell looks at every member of a cmdlet, before the engine is loaded.
/// </remarks>
internal sealed class FreePump
{
    private const string Activity = "Freeing what DreamLake has";
    private readonly List<UploadRequest> _requests = [];

    /// <summary>Undoes what a killed run left half done.</summary>
    public static void Settle(PSCmdlet cmdlet)
    {
        try
        {
            BlockingCall.Run(() => LakeFreer.SettleAsync());
        }
        catch (Engine.UploadException fault)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.Of(fault, null));
        }
    }

    /// <summary>Plans a file.</summary>
    public void Add(UploadRequest request) => _requests.Add(request);

    /// <summary>Frees what was planned.</summary>
    public void Run(PSCmdlet cmdlet, CatalogReader reader, bool isDeep, bool assumesClosed, bool isForced, bool isWhatIf)
    {
        if (_requests.Count == 0) return;
        var notes = new System.Collections.Concurrent.ConcurrentQueue<UploadNote>();
        var options = new FreeOptions
        {
            Deep = isDeep, AssumeClosed = assumesClosed, Force = isForced, WhatIf = isWhatIf,
            Calls = new UploadOptions { Notes = notes.Enqueue },
        };
        var tally = new FreeTally();
        using var freer = new LakeFreer(reader.Lake, options);
        var bar = new ReadBar(cmdlet, Activity, _requests.Count, () => freer.BytesRead);
        foreach (var result in reader.Pull(freer.FreeAsync(PlannedItems.OneByOneAsync(_requests), reader.Stopping), null, bar.Show))
        {
            while (notes.TryDequeue(out var note)) cmdlet.WriteWarning($"{note.Path}: {note.Text}");
            tally.Count(result);
            if (result.Error is { StopsRun: true } fault) cmdlet.ThrowTerminatingError(ErrorRecords.Of(fault, result.Path));
            cmdlet.WriteObject(Mapped(result));
            bar.Done++;
        }

        bar.End();
        RunSummary.Say(cmdlet, tally.Summary());
    }

    /// <summary>A result as the cmdlets write it.</summary>
    public static DreamLakeFreed Mapped(FreeResult result) => new()
    {
        Status = result.Outcome.ToString(),
        Path = result.Path,
        Reason = result.Outcome is FreeOutcome.Freed or FreeOutcome.WouldFree ? null : FreeText.ReasonOf(result),
        Episode = result.Episode?.ToString() ?? "",
        Name = result.Name?.Path ?? "",
        Size = result.Size,
        Sha256 = result.Sha256,
        AssetId = result.AssetId,
        VerifiedAt = result.VerifiedAt?.LocalDateTime,
    };
}
