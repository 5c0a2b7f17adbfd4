using DreamLake.Disk;
using DreamLake.Engine.Content;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;

namespace DreamLake.Engine.Steps;

/// <summary>
/// Step 1: looks at the file, plans its parts and hashes it. A file that an earlier run hashed is known by its identity; one of several
/// parts whose SHA-256 a checksum file promises is hashed as it is sent.
/// </summary>
/// <param name="disk">Where the file is.</param>
/// <param name="known">What interrupted runs have hashed.</param>
/// <param name="hashed">Where it is remembered what was hashed; null where nothing is to be written.</param>
/// <param name="options">How uploads run.</param>
/// <param name="time">The clock.</param>
internal sealed class IdentifyFile(
    IDisk disk, KnownFiles known, HashedFiles? hashed, UploadOptions options, TimeProvider time)
    : IUploadStep<Upload, IdentifiedFile>, IDisposable
{
    // Two files are read at a time: one alone leaves a core idle while nothing is on the wire yet, and more would keep the parts,
    // and each other, from the processor and the disk.
    private readonly SemaphoreSlim _readers = new(2);

    private readonly ChecksumFiles _checksums = new(disk);

    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.IdentifyFile;

    /// <inheritdoc/>
    public Task<IdentifiedFile> RunAsync(Upload from, CancellationToken cancellationToken) =>
        InWordsAsync(from, () => IdentifyAsync(from, cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => _readers.Dispose();

    private async Task<IdentifiedFile> IdentifyAsync(Upload upload, CancellationToken cancellationToken)
    {
        var path = upload.Request.Path;
        var identity = FileErrors.Look(disk, path);
        var plan = PartPlan.For(identity.Size, options.PartSize);
        upload.Progress.Planned(plan);
        var promised = _checksums.Find(path);
        if (!options.Rehash && known.Find(path, identity, plan) is var (digest, hashedAt))
        {
            upload.Note($"known by its size, times and file id: {digest.Hash}; not hashed again");
            EnsurePromised(upload, digest, promised);
            return Identified(upload, identity, plan, digest, hashedAt);
        }

        hashedAt = time.GetUtcNow();
        if (promised is not null && plan.Count > 1 && identity.IsTold && identity.IsSettledBy(hashedAt))
            return Promised(upload, identity, plan, promised, hashedAt);
        digest = await HashAsync(upload, plan, cancellationToken).ConfigureAwait(false);
        var file = Identified(upload, identity, plan, digest, hashedAt);
        try
        {
            EnsurePromised(upload, digest, promised);
            await file.EnsureUnchangedAsync(cancellationToken).ConfigureAwait(false);
            Remember(upload, identity, digest, hashedAt);
            return file;
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Only where it can be told whether it is the same file, to the byte, when an interrupted run goes on: parts leave before the proof.
    private IdentifiedFile Promised(Upload upload, FileIdentity identity, PartPlan plan, PromisedDigest promised, DateTimeOffset hashedAt)
    {
        var path = upload.Request.Path;
        var unchanged = new UnchangedContent(disk, path, identity, promised.Sha256, plan);
        var content = new PromisedContent(promised.Sha256, (pace, cancellationToken) => InWordsAsync(upload, async () =>
        {
            var digest = await ContentReader.DigestAsync(disk, path, plan, upload.Progress.AddHashed, cancellationToken, pace)
                .ConfigureAwait(false);
            EnsurePromised(upload, digest, promised);
            if (await unchanged.DifferenceAsync(cancellationToken).ConfigureAwait(false) is { } difference)
                throw IdentifiedFile.Changed(upload, difference);
            Remember(upload, identity, digest, hashedAt);
            return digest;
        }));
        upload.Note($"'{promised.Source}' tells its SHA-256: {promised.Sha256}; it is hashed as it is sent");
        upload.Progress.Identified(promised.Sha256);
        return new IdentifiedFile(upload, identity, plan, content, hashedAt, unchanged);
    }

    // What the disk says while the file is read, as a person reads it.
    private static async Task<T> InWordsAsync<T>(Upload upload, Func<Task<T>> readAsync)
    {
        try
        {
            return await readAsync().ConfigureAwait(false);
        }
        catch (EndOfStreamException fault)
        {
            throw IdentifiedFile.Changed(upload, "it became shorter", fault);
        }
        catch (Exception fault) when (FileErrors.Of(upload.Request.Path, fault) is { } error)
        {
            throw error;
        }
    }

    private static void EnsurePromised(Upload upload, ContentDigest digest, PromisedDigest? promised)
    {
        if (promised is null || promised.Sha256 == digest.Sha256) return;
        upload.Progress.Identified(digest.Sha256);
        throw new UploadException(
            UploadError.ChecksumDiffers,
            $"'{upload.Request.Path}' is not what '{promised.Source}' says: its SHA-256 is {digest.Sha256}, and not {promised.Sha256}.",
            "Nothing of it was completed. If the file is damaged, restore it; if it is right, correct or remove the checksum. "
                + "Then run the same command again.");
    }

    private void Remember(Upload upload, FileIdentity identity, ContentDigest digest, DateTimeOffset hashedAt)
    {
        upload.HashedNow = new HashOfRun(identity, digest.Sha256, hashedAt);
        hashed?.Remember(Path.GetFullPath(upload.Request.Path), identity, digest.Sha256, hashedAt);
    }

    private async Task<ContentDigest> HashAsync(Upload upload, PartPlan plan, CancellationToken cancellationToken)
    {
        await _readers.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ContentReader.DigestAsync(disk, upload.Request.Path, plan, upload.Progress.AddHashed, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            _readers.Release();
        }
    }

    private IdentifiedFile Identified(Upload upload, FileIdentity identity, PartPlan plan, ContentDigest digest, DateTimeOffset hashedAt)
    {
        upload.Progress.Identified(digest.Sha256);
        return new IdentifiedFile(
            upload, identity, plan, digest, hashedAt, new UnchangedContent(disk, upload.Request.Path, identity, digest.Sha256, plan));
    }
}
