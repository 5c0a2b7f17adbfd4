using DreamLake.Disk;
using DreamLake.Engine.Content;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>Brings one part to S3: tries, stalls, fresh URLs, and the error that the person reads when none of it helps.</summary>
/// <param name="s3">Takes the parts.</param>
/// <param name="pipelines">Says how often a part is tried.</param>
/// <param name="options">Times and rates.</param>
/// <param name="time">The clock.</param>
internal sealed class PartSender(PartClient s3, Pipelines pipelines, UploadOptions options, TimeProvider time)
{
    // Shared by all parts of a run: they share the wire.
    private readonly PartConcurrencyLimiter _limiter = new(options.PartWorkers, options.PartTimeout);
    private readonly RateLimit _limit = new(options.MaxRate, time);

    // How long the last part took: what the next will need, as far as anyone knows.
    private long _lastTook;

    private TimeSpan LastTook => TimeSpan.FromTicks(Interlocked.Read(ref _lastTook));

    /// <summary>Sends a part and records it.</summary>
    /// <exception cref="UploadException">It could not be sent, or the file changed.</exception>
    public async Task SendAsync(Upload upload, IDiskFile file, PresignedUrls urls, int number, CancellationToken cancellationToken)
    {
        var budget = pipelines.Part.NewBudget();
        try
        {
            // Signed before the part asks for its place on the wire: a place whose part waits for BSS is idle.
            var url = await urls.GetAsync(number, LastTook, cancellationToken).ConfigureAwait(false);
            var part = new Sending(upload, file, urls, number, budget) { Url = url };
            string? etag;
            do
            {
                using var lease = await _limiter.EnterAsync(upload.Plan!.SizeOf(number), text => upload.Note(text), cancellationToken).ConfigureAwait(false);
                etag = await UnderLeaseAsync(part, lease, cancellationToken).ConfigureAwait(false);
            }
            while (etag is null);
            upload.RecordPart(new PartDone(number, etag));
            urls.Drop(number);
        }
        catch (ContentChangedException fault)
        {
            upload.DistrustHash();
            throw upload.Changed($"part {number} no longer has the bytes that were hashed", fault);
        }
        catch (ContentUnreadableException fault)
        {
            throw new UploadException(
                UploadError.FileUnreadable, $"'{upload.Request.Path}' cannot be read at part {number}: {fault.InnerException!.Message}", "What was sent is kept. Check the disk, then run the same command again.", fault);
        }
        catch (LakeException fault) when (fault.IsOfPart && fault.RetryDecision != RetryDecision.StartOver)
        {
            throw Failed(upload, number, budget.Sent, fault);
        }
    }

    // Null where the part made room for others: it is to be sent again.
    private async Task<string?> UnderLeaseAsync(Sending part, PartConcurrencyLimiter.Lease lease, CancellationToken cancellationToken)
    {
        try
        {
            return await pipelines.Part.RunAsync(part.Budget, attempt => TryAsync(part, lease, attempt), lease.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lease.HasYielded && !cancellationToken.IsCancellationRequested)
        {
            part.Budget.TakeBack();
            return null;
        }
    }

    private async Task<string> TryAsync(Sending part, PartConcurrencyLimiter.Lease lease, CancellationToken cancellationToken)
    {
        var (upload, number, budget) = (part.Upload, part.Number, part.Budget);
        if (budget.Sent > 1 && budget.LastFault is { } last) upload.Note($"part {number} of {upload.Plan!.Count}: try {budget.Sent}, because {last.Message.TrimEnd('.')}");
        await upload.EnsureUnchangedAsync(cancellationToken).ConfigureAwait(false);
        if (part.Url is null || part.Urls.IsSpent(part.Url, LastTook)) part.Url = await part.Urls.GetAsync(number, LastTook, cancellationToken).ConfigureAwait(false);
        try
        {
            return await PutAsync(part, part.Url, lease, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException fault) when (fault.RetryDecision == RetryDecision.SignAgain)
        {
            part.Urls.Drop(number);
            part.Url = null;
            throw;
        }
    }

    private async Task<string> PutAsync(Sending part, PresignedUrl url, PartConcurrencyLimiter.Lease lease, CancellationToken cancellationToken)
    {
        var (upload, number) = (part.Upload, part.Number);
        using var watch = new PartWatch(options, time, cancellationToken);
        lease.BeginTry();
        var paced = new PartAttempt(lease, watch, _limit, part.Budget, upload.AddSent);
        try
        {
            using var content = new PartContent(part.File, upload.Plan!, number, upload.Digest!.OfPart(number), paced);
            var etag = await s3.PutAsync(url.Address, content, url.Digest, watch.Token).ConfigureAwait(false);
            Interlocked.Exchange(ref _lastTook, watch.Elapsed.Ticks);
            lease.Succeeded(watch.Elapsed);
            return etag;
        }
        catch (Exception fault) when (watch.Reason is { } reason && !cancellationToken.IsCancellationRequested && fault is OperationCanceledException or LakeException { Status: null })
        {
            throw new LakeException(ResponseClassifier.OfS3TransportFailure(TransportFailure.TooLate), reason, fault) { IsOfPart = true };
        }
        finally
        {
            upload.EndPart(paced.Sent);
        }
    }

    private static UploadException Failed(Upload upload, int number, int tries, LakeException fault) => new(
        fault.Error,
        $"Part {number} of {upload.Plan!.Count} of '{upload.Request.Path}' could not be sent ({(tries == 1 ? "1 try" : $"{tries} tries")}): {fault.Message.TrimEnd('.')}.",
        fault.Advice,
        fault);

    /// <summary>A part that is being sent.</summary>
    private sealed record Sending(Upload Upload, IDiskFile File, PresignedUrls Urls, int Number, TryBudget Budget)
    {
        /// <summary>Its presigned URL; null where S3 no longer takes the last one.</summary>
        public PresignedUrl? Url { get; set; }
    }
}
