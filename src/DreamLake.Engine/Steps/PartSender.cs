using DreamLake.Disk;
using DreamLake.Engine.Content;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>Brings one part to S3: tries, stalls, fresh URLs, and the error that the person reads when none of it helps.</summary>
/// <param name="s3">Takes the parts.</param>
/// <param name="hashed">Forgets files whose bytes are not those that were hashed.</param>
/// <param name="pipelines">Says how often a part is tried.</param>
/// <param name="options">Times and rates.</param>
/// <param name="time">The clock.</param>
internal sealed class PartSender(
    PartClient s3, HashedFiles hashed, Pipelines pipelines, UploadOptions options, TimeProvider time)
{
    // Shared by all parts of a run: they share the wire.
    private readonly PartConcurrencyLimiter _limiter = new(options.PartWorkers, options.PartTimeout);
    private readonly RateLimit _limit = new(options.MaxRate, time);

    // How long the last part took: the best guess for the next one.
    private long _lastTook;

    private TimeSpan LastTook => TimeSpan.FromTicks(Interlocked.Read(ref _lastTook));

    /// <summary>Sends a part and records it.</summary>
    /// <exception cref="UploadException">It could not be sent, or the file changed.</exception>
    public async Task SendAsync(
        OpenMultipart multipart, IDiskFile content, PresignedUrls urls, int number, CancellationToken cancellationToken)
    {
        var file = multipart.File;
        var part = new Sending(file, content, urls, number, pipelines.Part.NewBudget());
        try
        {
#if PLANTED_FAULTS
            if (PlantedFault.Is("state-saved-before-the-part")) multipart.Journal.RecordPart(new PartDone(number, "none"));
#endif
            var etag = await BringAsync(part, cancellationToken).ConfigureAwait(false);
#if PLANTED_FAULTS
            if (PlantedFault.Is("answer-of-another") && multipart.Journal.PartsDone is [{ Etag: { } others }, ..]) etag = others;
#endif
            multipart.Journal.RecordPart(new PartDone(number, etag));
            urls.Drop(number);
        }
        catch (ContentChangedException fault)
        {
            multipart.Journal.DistrustHash();
            hashed.Forget(Path.GetFullPath(file.Path), file.Identity);
            throw IdentifiedFile.Changed(file.Upload, $"part {number} no longer has the bytes that were hashed", fault);
        }
        catch (ContentUnreadableException fault)
        {
            throw new UploadException(
                UploadError.FileUnreadable,
                $"'{file.Path}' cannot be read at part {number}: {(fault.InnerException ?? fault).Message}",
                "What was sent is kept. Check the disk, then run the same command again.",
                fault);
        }
        catch (LakeException fault) when (fault.IsOfPart && fault.RetryDecision != RetryDecision.StartOver)
        {
            throw Failed(part, fault);
        }
    }

    private async Task<string> BringAsync(Sending part, CancellationToken cancellationToken)
    {
        // Before the part takes one of the few places on the wire: a place whose part waits for its digest or its URL is wasted.
        part.Digest = await part.File.DigestOfPartAsync(part.Number, cancellationToken).ConfigureAwait(false);
        part.Url = await part.Urls.GetAsync(part.Number, LastTook, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            using var lease = await _limiter
                .EnterAsync(part.File.Plan.SizeOf(part.Number), text => part.File.Upload.Note(text), cancellationToken)
                    .ConfigureAwait(false);
            if (await UnderLeaseAsync(part, lease, cancellationToken).ConfigureAwait(false) is { } etag) return etag;
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
        if (part.Budget is { Sent: > 1, LastFault: { } last })
            part.File.Upload.Note(
                $"part {part.Number} of {part.File.Plan.Count}: try {part.Budget.Sent}, because {last.Message.TrimEnd('.')}");
        await part.File.EnsureUnchangedAsync(cancellationToken).ConfigureAwait(false);
        if (part.Url is not { } url || part.Urls.IsSpent(url, LastTook))
            part.Url = url = await part.Urls.GetAsync(part.Number, LastTook, cancellationToken).ConfigureAwait(false);
        try
        {
            return await PutSignedAsync(part, url, lease, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException fault) when (fault.IsUnreachable)
        {
            // Nobody listens there any more. Before a failure is counted, BSS says where S3 is now.
            part.Url = null;
            part.Urls.DropAllAt(url.Address.Authority);
            part.Url = await part.Urls.GetAsync(part.Number, LastTook, cancellationToken).ConfigureAwait(false);
            if (part.Url.Address.Authority == url.Address.Authority) throw;
            part.File.Upload.Note($"part {part.Number} of {part.File.Plan.Count}: {fault.Message}; S3 is at {part.Url} now");
        }

        return await PutSignedAsync(part, part.Url, lease, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> PutSignedAsync(
        Sending part, PresignedUrl url, PartConcurrencyLimiter.Lease lease, CancellationToken cancellationToken)
    {
        try
        {
            return await PutAsync(part, url, lease, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException fault) when (fault.RetryDecision == RetryDecision.SignAgain)
        {
            part.Urls.Drop(part.Number);
            part.Url = null;
            throw;
        }
    }

    private async Task<string> PutAsync(
        Sending part, PresignedUrl url, PartConcurrencyLimiter.Lease lease, CancellationToken cancellationToken)
    {
        var (file, number) = (part.File, part.Number);
        using var watch = new PartWatch(options, time, cancellationToken);
        lease.BeginTry();
        var attempt = new PartAttempt(lease, watch, _limit, part.Budget, file.Upload.Progress.AddSent);
        try
        {
            using var content = new PartContent(part.Content, file.Plan, number, part.Digest, attempt);
            var etag = await s3.PutAsync(url.Address, content, part.SignedDigest, watch.Token).ConfigureAwait(false);
            Interlocked.Exchange(ref _lastTook, watch.Elapsed.Ticks);
            lease.Succeeded(watch.Elapsed);
            return etag;
        }
        catch (Exception fault) when (watch.Reason is { } reason && !cancellationToken.IsCancellationRequested
            && fault is OperationCanceledException or LakeException { Status: null })
        {
            throw new LakeException(ResponseClassifier.OfS3TransportFailure(TransportFailure.TooLate), reason, fault) { IsOfPart = true };
        }
        finally
        {
            file.Upload.Progress.EndPart(attempt.Sent);
        }
    }

    private static UploadException Failed(Sending part, LakeException fault)
    {
        var tries = part.Budget.Sent == 1 ? "1 try" : $"{part.Budget.Sent} tries";
        return new UploadException(
            fault.Error,
            $"Part {part.Number} of {part.File.Plan.Count} of '{part.File.Path}' could not be sent ({tries}): " +
            $"{fault.Message.TrimEnd('.')}.",
            fault.Advice,
            fault);
    }

    /// <summary>A part that is being sent.</summary>
    private sealed record Sending(IdentifiedFile File, IDiskFile Content, PresignedUrls Urls, int Number, TryBudget Budget)
    {
        /// <summary>Its CRC-32C.</summary>
        public uint Digest { get; set; }

        /// <summary>The digest to send along, base64: the one that was signed into the URL; null where none was.</summary>
        public string? SignedDigest => Urls.AreChecked ? Crc32C.ToBase64(Digest) : null;

        /// <summary>Its presigned URL; null where S3 no longer takes the last one.</summary>
        public PresignedUrl? Url { get; set; }
    }
}
