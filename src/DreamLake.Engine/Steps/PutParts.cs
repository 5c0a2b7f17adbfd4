using System.Runtime.ExceptionServices;
using DreamLake.Disk;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;

namespace DreamLake.Engine.Steps;

/// <summary>Steps 4 and 5: signs and sends the parts that S3 lacks, and saves the state after each.</summary>
/// <param name="disk">Where the files are.</param>
/// <param name="bss">Signs.</param>
/// <param name="sender">Sends a part.</param>
/// <param name="clocks">Tell when a URL expires.</param>
/// <param name="options">How many parts of one file may be on the wire.</param>
internal sealed class PutParts(IDisk disk, BssClient bss, PartSender sender, ServerClocks clocks, UploadOptions options) : IUploadStep
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.PutParts;

    /// <inheritdoc/>
    public async Task RunAsync(Upload upload, CancellationToken cancellationToken)
    {
        var done = upload.PartsDone.Select(part => part.PartNumber).ToHashSet();
        var missing = Enumerable.Range(1, upload.Plan!.Count).Where(number => !done.Contains(number)).ToArray();
        if (missing.Length == 0) return;

        using var file = await OpenAsync(upload, cancellationToken).ConfigureAwait(false);
        using var urls = new PresignedUrls(bss, clocks, upload, missing);
        using var firstFailure = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = -1;
        Exception? first = null;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(options.PartWorkers, missing.Length)).Select(_ => Task.Run(SendOneAfterTheOtherAsync, CancellationToken.None))).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (first is not null) ExceptionDispatchInfo.Throw(first);

        async Task SendOneAfterTheOtherAsync()
        {
            try
            {
                for (int index; (index = Interlocked.Increment(ref next)) < missing.Length;)
                    await sender.SendAsync(upload, file, urls, missing[index], firstFailure.Token).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                // The first that fails ends the others and is the one to tell: the rest were only cancelled by it.
                Interlocked.CompareExchange(ref first, fault, null);
                await firstFailure.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<IDiskFile> OpenAsync(Upload upload, CancellationToken cancellationToken)
    {
        try
        {
            await upload.EnsureUnchangedAsync(cancellationToken).ConfigureAwait(false);
            return disk.OpenRead(upload.Request.Path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw upload.Changed("it can no longer be opened", fault);
        }
    }
}
