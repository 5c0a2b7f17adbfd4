using System.Runtime.ExceptionServices;
using DreamLake.Disk;
using DreamLake.Engine.Content;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;

namespace DreamLake.Engine.Steps;

/// <summary>Steps 4 and 5: signs and sends the parts that S3 lacks, and saves the state after each.</summary>
/// <param name="disk">Where the files are.</param>
/// <param name="bss">Signs.</param>
/// <param name="sender">Sends a part.</param>
/// <param name="clocks">Tell when a URL expires.</param>
/// <param name="options">How many parts of one file may be on the wire.</param>
internal sealed class PutParts(IDisk disk, BssClient bss, PartSender sender, ServerClocks clocks, UploadOptions options)
    : IUploadStep<OpenMultipart, WholeMultipart>
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.PutParts;

    /// <inheritdoc/>
    public async Task<WholeMultipart> RunAsync(OpenMultipart from, CancellationToken cancellationToken)
    {
        var done = from.Journal.PartsDone.Select(part => part.PartNumber).ToHashSet();
        var missing = Enumerable.Range(1, from.File.Plan.Count).Where(number => !done.Contains(number)).ToArray();
        if (IsStillCachedAtItsEnd(from.File)) Array.Reverse(missing);
        if (missing.Length > 0) await SendAsync(from, missing, cancellationToken).ConfigureAwait(false);
        return new WholeMultipart(from, EveryPart.Of(from.File.Plan, from.Journal.PartsDone));
    }

    // Of a file that memory does not hold, the read for the hash leaves its end in the page cache, and reading it from its beginning again
    // would push out each byte right before it is needed. Sent last to first, what is cached is not read from the device again.
    private bool IsStillCachedAtItsEnd(IdentifiedFile file) =>
        file.Upload.HashedNow is not null && file.Plan.FileSize > options.PageCache;

    private async Task SendAsync(OpenMultipart multipart, int[] missing, CancellationToken cancellationToken)
    {
        using var content = Open(multipart.File);
        using var urls = new PresignedUrls(bss, clocks, multipart, missing);
        using var firstFailure = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = -1;
        Exception? first = null;
        var workers = Enumerable.Range(0, Math.Min(options.PartWorkers, missing.Length));
        await Task.WhenAll(workers.Select(_ => Task.Run(SendOneAfterTheOtherAsync, CancellationToken.None))).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (first is not null) ExceptionDispatchInfo.Throw(first);

        async Task SendOneAfterTheOtherAsync()
        {
            try
            {
                for (int index; (index = Interlocked.Increment(ref next)) < missing.Length;)
                    await sender.SendAsync(multipart, content, urls, missing[index], firstFailure.Token).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                // The first that fails ends the others and is the one to tell: the rest were only cancelled by it.
                Interlocked.CompareExchange(ref first, fault, null);
                await firstFailure.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    // Whether it is still the file that was hashed is looked at before each part: here it is only opened.
    private IDiskFile Open(IdentifiedFile file)
    {
        try
        {
            return disk.OpenRead(file.Path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw IdentifiedFile.Changed(file.Upload, "it can no longer be opened", fault);
        }
    }
}
