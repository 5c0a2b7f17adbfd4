using DreamLake.Engine.Content;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Protocol;
using Microsoft.Win32.SafeHandles;
using Polly.Timeout;

namespace DreamLake.Engine.Steps;

/// <summary>Steps 4 and 5: signs and sends the parts that S3 lacks, and saves the state after each.</summary>
/// <param name="bss">Signs.</param>
/// <param name="s3">Takes the parts.</param>
/// <param name="pipelines">Says how often a part is tried.</param>
/// <param name="workers">One place for each part on the wire, over all files.</param>
/// <param name="options">How many parts of one file may be on the wire.</param>
internal sealed class PutParts(BssClient bss, PartClient s3, Pipelines pipelines, SemaphoreSlim workers, UploadOptions options) : IUploadStep
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.PutParts;

    /// <inheritdoc/>
    public async Task RunAsync(Upload upload, CancellationToken cancellation)
    {
        var done = upload.PartsDone.Select(part => part.PartNumber).ToHashSet();
        var missing = Enumerable.Range(1, upload.Plan!.Count).Where(number => !done.Contains(number)).ToArray();
        if (missing.Length == 0) return;

        using var file = Open(upload);
        using var urls = new PresignedUrls(bss, upload, missing);
        using var firstFailure = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var next = -1;
        var sending = Enumerable.Range(0, Math.Min(options.PartWorkers, missing.Length)).Select(_ => Task.Run(SendOneAfterTheOtherAsync, CancellationToken.None)).ToArray();
        await ObserveAsync(sending, cancellation);

        async Task SendOneAfterTheOtherAsync()
        {
            try
            {
                for (int index; (index = Interlocked.Increment(ref next)) < missing.Length;)
                {
                    await workers.WaitAsync(firstFailure.Token);
                    try
                    {
                        await SendAsync(upload, file, urls, missing[index], firstFailure.Token);
                    }
                    finally
                    {
                        workers.Release();
                    }
                }
            }
            catch
            {
                // The first that fails ends the others: what they had fully sent is recorded.
                await firstFailure.CancelAsync();
                throw;
            }
        }
    }

    // The error that came first is the one to tell: the others were only cancelled by it.
    private static async Task ObserveAsync(Task[] sending, CancellationToken cancellation)
    {
        var all = Task.WhenAll(sending);
        try
        {
            await all;
        }
        catch when (all.Exception is { } failures)
        {
            cancellation.ThrowIfCancellationRequested();
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.InnerExceptions.FirstOrDefault(fault => fault is not OperationCanceledException) ?? failures.InnerException!);
        }
    }

    private static SafeFileHandle Open(Upload upload)
    {
        try
        {
            upload.EnsureUnchanged();
            return File.OpenHandle(upload.Request.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw upload.Changed("it can no longer be opened", fault);
        }
    }

    private async Task SendAsync(Upload upload, SafeFileHandle file, PresignedUrls urls, int number, CancellationToken cancellation)
    {
        var tries = 0;
        try
        {
            var etag = await pipelines.Part.ExecuteAsync(async attempt =>
            {
                if (tries++ > 0) upload.Note($"part {number} of {upload.Plan!.Count}: try {tries}");
                return await TryAsync(upload, file, urls, number, attempt);
            }, cancellation);
            upload.RecordPart(new PartDone(number, etag));
        }
        catch (ContentChangedException fault)
        {
            throw upload.Changed($"part {number} no longer has the bytes that were hashed", fault);
        }
        catch (FileNotFoundException fault)
        {
            throw upload.Changed("it is no longer there", fault);
        }
        catch (TimeoutRejectedException fault)
        {
            throw Failed(upload, number, tries, new LakeFault(Verdict.Retry, UploadError.PartFailed, $"it took longer than {options.PartTimeout.TotalSeconds:N0} s", AnswerTable.OfSilentS3().Advice, fault));
        }
        catch (LakeFault fault) when (fault.Verdict != Verdict.StartOver && fault.Error is UploadError.PartFailed or UploadError.PartRejected)
        {
            throw Failed(upload, number, tries, fault);
        }
    }

    private static UploadException Failed(Upload upload, int number, int tries, LakeFault fault) => new(
        fault.Error,
        $"Part {number} of {upload.Plan!.Count} of '{upload.Request.Path}' could not be sent ({(tries == 1 ? "1 try" : $"{tries} tries")}): {fault.Message}.",
        fault.Advice,
        fault);

    private async Task<string> TryAsync(Upload upload, SafeFileHandle file, PresignedUrls urls, int number, CancellationToken cancellation)
    {
        upload.EnsureUnchanged();
        try
        {
            return await PutAsync(upload, file, await urls.GetAsync(number, cancellation), number, cancellation);
        }
        catch (LakeFault fault) when (fault.Verdict == Verdict.SignAgain)
        {
            urls.Drop(number);
            return await PutAsync(upload, file, await urls.GetAsync(number, cancellation), number, cancellation);
        }
    }

    private async Task<string> PutAsync(Upload upload, SafeFileHandle file, PresignedUrl url, int number, CancellationToken cancellation)
    {
        long sent = 0;
        try
        {
            using var content = new PartContent(file, upload.Plan!, number, upload.Digest!.OfPart(number), bytes =>
            {
                sent += bytes;
                upload.AddSent(bytes);
            });
            return await s3.PutAsync(url.Address, content, url.Digest, cancellation);
        }
        finally
        {
            upload.EndPart(sent);
        }
    }
}
