using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Waiting;
using DreamLake.Presentation;

namespace DreamLake.PowerShell.Catalog;

/// <summary>Receives the files of a pipeline, and writes what came of them on its thread.</summary>
/// <remarks>
/// It stands between the cmdlet and the engine because PowerShell looks at every member of a cmdlet, before the engine is loaded.
/// </remarks>
internal sealed class ReceivePump
{
    private const int ActivityId = 0;
    private const string Activity = "Receiving from DreamLake";
    private readonly List<ReceiveRequest> _requests = [];
    private DestinationFolder? _folder;

    /// <summary>Plans a file; what cannot become one is an error.</summary>
    public void Add(PSCmdlet cmdlet, LakeAsset asset, string destination)
    {
        try
        {
            _folder ??= new DestinationFolder(destination);
            var path = _folder.PathOf(asset, out var note);
            if (note is not null) cmdlet.WriteWarning(note);
            if (cmdlet.ShouldProcess($"{asset.Name} of {asset.Episode}", $"Receive to '{path}'")) _requests.Add(new(asset, path));
        }
        catch (Engine.UploadException fault)
        {
            cmdlet.WriteError(ErrorRecords.Of(fault, asset.Name.Path));
        }
    }

    /// <summary>Receives what was planned.</summary>
    public void Run(PSCmdlet cmdlet, CatalogReader reader, bool overwrites, long? maxRate, bool passThru)
    {
        if (_requests.Count == 0) return;
        var options = new ReceiveOptions { Overwrites = overwrites, Calls = new UploadOptions { MaxRate = maxRate } };
        using var receiver = new LakeReceiver(reader.Lake, options);
        var text = new ReceiveProgressText(TimeProvider.System);
        var requests = PlannedItems.OneByOneAsync(_requests);
        var results = receiver.ReceiveAsync(requests, reader.Stopping).GetAsyncEnumerator(CancellationToken.None);
        try
        {
            while (Next(results, () => Show(cmdlet, text, receiver.Snapshot()))) Write(cmdlet, results.Current, passThru);
        }
        finally
        {
            BlockingCall.Run(() => results.DisposeAsync().AsTask());
        }

        cmdlet.WriteProgress(new ProgressRecord(ActivityId, Activity, "done") { RecordType = ProgressRecordType.Completed });
    }

    private static bool Next(IAsyncEnumerator<ReceiveResult> results, Action show)
    {
        var next = results.MoveNextAsync().AsTask();
        while (!BlockingCall.Run(() => CatalogReader.IsOverAsync(next))) show();
        return BlockingCall.Run(() => next);
    }

    private void Show(PSCmdlet cmdlet, ReceiveProgressText text, ReceiveSnapshot snapshot) =>
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, Activity, text.Line(snapshot, _requests.Count))
        {
            PercentComplete = Math.Min(99, 100 * snapshot.FilesDone / _requests.Count),
        });

    private static void Write(PSCmdlet cmdlet, ReceiveResult result, bool passThru)
    {
        if (result.Error is { } fault) cmdlet.WriteError(ErrorRecords.Of(fault, result.Request.Path));
        else if (passThru) cmdlet.WriteObject(new FileInfo(result.Request.Path));
    }
}
