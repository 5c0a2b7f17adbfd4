using System.Runtime.CompilerServices;
using DreamLake.Cli.Files;
using DreamLake.Cli.Lake;
using DreamLake.Cli.Screen;
using DreamLake.Disk;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;

namespace DreamLake.Cli.Commands;

/// <summary>One run of <c>upload</c>: the files of a selection go in one by one, and what comes of each is shown and added up.</summary>
/// <param name="selection">What was named.</param>
/// <param name="screen">Shows.</param>
/// <param name="lake">The lake on this machine; null for one elsewhere.</param>
/// <param name="finishes">The command that finishes what the run leaves.</param>
internal sealed class UploadBatch(FileSelection selection, UploadScreen screen, LocalLake? lake, string finishes)
{
    private static readonly TimeSpan LongestPlan = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly UploadTally _tally = new();
    private readonly BatchProgress _progress = new(TimeProvider.System);
    private readonly AssetNameClaims _claims = new();
    private readonly UnsettledFiles _unsettled = new(new WriterWatch(new LocalDisk(), TimeProvider.System), selection.WaitsForWriters);
    private readonly IEnumerator<FolderEntry> _entries = selection.Entries.GetEnumerator();

    /// <summary>Uploads all of it. The plan is shown first; where it takes longer than a second, sending begins meanwhile.</summary>
    public async Task<UploadTally> RunAsync(LakeConnection connection, UploadOptions options, CancellationToken cancellationToken)
    {
        options = options with { AskedNames = new AskedNames() };
        var plan = selection.IsSingle ? Task.CompletedTask : ShowPlanAsync(connection, options, cancellationToken);
        await Task.WhenAny(plan, Task.Delay(LongestPlan, TimeProvider.System, cancellationToken));
        using var uploader = new LakeUploader(connection, options);
        var remembered = new UploadBatches(options) { NotBegun = TellNotBegun };
        await using (screen.Follow(uploader.Snapshot, _progress))
        {
            await foreach (var result in remembered.UploadAsync(
                uploader, connection, RequestsAsync(cancellationToken), cancellationToken)) Take(result);
        }

        await plan;
        foreach (var request in NotComeTo()) TellNotBegun(request);
        foreach (var line in _tally.Summary(finishes)) screen.Summarize(line);
        return _tally;
    }

    private Task ShowPlanAsync(
        LakeConnection connection, UploadOptions options, CancellationToken cancellationToken) => Task.Run(async () =>
    {
        var planner = new BatchPlanner(UploadPreviews.OfPlan(options), connection);
        try
        {
            await planner.AddAllAsync(selection.Entries, selection.Place, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _progress.Plan(planner.Plan.Files, planner.Plan.Bytes);
        screen.ShowPlan(planner.Plan);
    }, CancellationToken.None);

    private async IAsyncEnumerable<UploadRequest> RequestsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (_entries.MoveNext())
        {
            if (_entries.Current.IsUnsettled) _unsettled.Add(_entries.Current);
            else if (RequestOf(_entries.Current) is { } request) yield return Begin(request);
        }

        if (selection.WaitsForWriters && !_unsettled.IsEmpty)
            screen.Say($"waiting for {Units.Count(_unsettled.Count, "file")} to be written.");
        while (!_unsettled.IsEmpty)
        {
            foreach (var entry in _unsettled.Settle())
            {
                if (RequestOf(entry) is { } request) yield return Begin(request);
            }

            if (!_unsettled.IsEmpty) await Task.Delay(UnsettledFiles.Pace, TimeProvider.System, cancellationToken);
        }
    }

    private UploadRequest Begin(UploadRequest request)
    {
        _progress.Expect(request.Path);
        return request;
    }

    private void Take(UploadResult result)
    {
        _progress.Ended(result.Request.Path, result.Freed);
        screen.Show(lake?.AsServed(result) ?? result, lake?.Path);
        lock (_gate) _tally.Count(result);
    }

    /// <summary>The request of an entry; null where it is left out, or another file has its name: that is told here.</summary>
    private UploadRequest? RequestOf(FolderEntry entry)
    {
        if (entry.LeftOut is { } left)
        {
            screen.ShowLeftOut(left);
            lock (_gate) _tally.Count(left);
            return null;
        }

        var request = entry.RequestAt(selection.Place);
        if (_claims.Claim(request) is not { } taken) return request;
        var refused = new UploadResult { Request = request, Outcome = UploadOutcome.Failed, Error = BatchPlanner.NameTaken(taken) };
        screen.Show(refused, lakeFolder: null);
        lock (_gate) _tally.Count(refused);
        return null;
    }

    // Where the run stopped early, a script still gets a line for each file.
    private void TellNotBegun(UploadRequest request)
    {
        var result = UploadResult.NotBegun(request);
        screen.ShowNotBegun(result);
        lock (_gate) _tally.Count(result);
    }

    private IEnumerable<UploadRequest> NotComeTo()
    {
        foreach (var entry in _unsettled.Rest()) yield return entry.RequestAt(selection.Place);
        while (_entries.MoveNext())
        {
            if (RequestOf(_entries.Current) is { } request) yield return request;
        }
    }
}
