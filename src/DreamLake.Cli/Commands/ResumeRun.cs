using DreamLake.Cli.Lake;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Protocol;

namespace DreamLake.Cli.Commands;

/// <summary>One run of <c>resume</c>.</summary>
/// <param name="connection">The lake in use.</param>
/// <param name="local">The same, where it is on this machine; else null.</param>
/// <param name="options">What was typed: it counts for all.</param>
/// <param name="screen">Shows what comes of each file.</param>
/// <param name="finishes">The command that finishes what is left then.</param>
internal sealed class ResumeRun(LakeConnection connection, LocalLake? local, UploadOptions options, UploadScreen screen, string finishes)
{
    private readonly UploadTally _tally = new();
    private bool _hadAny;
    private bool _isStopped;

    /// <summary>Finishes what runs had not begun or not ended, each run as it was asked to go.</summary>
    /// <exception cref="UploadException">What was remembered cannot be read.</exception>
    public async Task FinishBatchesAsync(CancellationToken cancellationToken)
    {
        var batches = new UploadBatches(options);
        foreach (var batch in batches.List())
        {
            if (_isStopped || cancellationToken.IsCancellationRequested) return;
            if (batch.Lake != connection.Name)
            {
                screen.Say($"{Units.Count(batch.FilesLeft, "file")} of a run go to {batch.Lake}, not to the lake in use: left alone.");
                continue;
            }

            using var uploader = new LakeUploader(connection, batch.Options(options));
            await ShowAsync(uploader, batches.Rest(batch), batches.ResumeAsync(uploader, batch, cancellationToken));
        }
    }

    /// <summary>Finishes the other uploads that were begun and are not over.</summary>
    /// <exception cref="UploadException">The state folder cannot be read.</exception>
    public async Task FinishStatesAsync(CancellationToken cancellationToken)
    {
        if (_isStopped || cancellationToken.IsCancellationRequested) return;
        var requests = new PendingUploads(options).List().Select(TryRequest).OfType<UploadRequest>().ToArray();
        using var uploader = new LakeUploader(connection, options);
        await ShowAsync(uploader, requests, uploader.UploadAsync(requests.ToAsyncEnumerable(), cancellationToken));
    }

    /// <summary>Says what it came to.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int End(bool isInterrupted)
    {
        if (!_hadAny && !isInterrupted) screen.Summarize("nothing is pending.");
        foreach (var line in _tally.Summary(finishes)) screen.Summarize(line);
        return _tally.ExitCodeFor(isInterrupted);
    }

    private async Task ShowAsync(LakeUploader uploader, IEnumerable<UploadRequest> files, IAsyncEnumerable<UploadResult> results)
    {
        var progress = new BatchProgress(TimeProvider.System);
        foreach (var file in files) progress.Expect(file.Path);
        await using (screen.Follow(uploader.Snapshot, progress))
        {
            await foreach (var result in results)
            {
                progress.Ended(result.Request.Path, result.Freed);
                Take(result);
            }
        }
    }

    private void Take(UploadResult result)
    {
        _hadAny = true;
        _isStopped |= result.Error is { StopsRun: true };
        screen.Show(local?.AsServed(result) ?? result, local?.Path);
        _tally.Count(result);
    }

    // What cannot be finished from its state alone is told like any other failure.
    private UploadRequest? TryRequest(PendingUpload pending)
    {
        try
        {
            return pending.ToRequest(connection);
        }
        catch (UploadException fault)
        {
            Take(new UploadResult
            {
                Request = new UploadRequest(pending.Path ?? pending.StateFile, pending.Episode ?? EpisodeAddress.Parse("unknown")),
                Outcome = UploadOutcome.Failed,
                Error = fault,
                Episode = pending.Episode,
                Hash = pending.Hash,
            });
            return null;
        }
    }
}
