using DreamLake.Disk;
using DreamLake.Engine.Content;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;

namespace DreamLake.Engine.Steps;

/// <summary>Step 1: looks at the file, plans its parts and hashes it; a file that an earlier run hashed is known by its identity.</summary>
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

    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.IdentifyFile;

    /// <inheritdoc/>
    public async Task<IdentifiedFile> RunAsync(Upload from, CancellationToken cancellationToken)
    {
        try
        {
            return await IdentifyAsync(from, cancellationToken).ConfigureAwait(false);
        }
        catch (EndOfStreamException fault)
        {
            throw IdentifiedFile.Changed(from, "it became shorter", fault);
        }
        catch (Exception fault) when (FileErrors.Of(from.Request.Path, fault) is { } error)
        {
            throw error;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _readers.Dispose();

    private async Task<IdentifiedFile> IdentifyAsync(Upload upload, CancellationToken cancellationToken)
    {
        var path = upload.Request.Path;
        var identity = FileErrors.Look(disk, path);
        var plan = PartPlan.For(identity.Size, options.PartSize);
        upload.Progress.Planned(plan);
        if (!options.Rehash && known.Find(path, identity, plan) is var (digest, hashedAt))
        {
            upload.Note($"known by its size, times and file id: {digest.Hash}; not hashed again");
            return Identified(upload, identity, plan, digest, hashedAt);
        }

        hashedAt = time.GetUtcNow();
        digest = await HashAsync(upload, plan, cancellationToken).ConfigureAwait(false);
        var file = Identified(upload, identity, plan, digest, hashedAt);
        try
        {
            await file.EnsureUnchangedAsync(cancellationToken).ConfigureAwait(false);
            upload.HashedNow = new HashOfRun(identity, digest.Sha256, hashedAt);
            hashed?.Remember(Path.GetFullPath(path), identity, digest.Sha256, hashedAt);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
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
            upload, identity, plan, digest, hashedAt, new UnchangedContent(disk, upload.Request.Path, identity, digest, plan));
    }
}
