using DreamLake.Disk;
using DreamLake.Engine.Content;
using DreamLake.Engine.State;

namespace DreamLake.Engine.Steps;

/// <summary>Step 1: looks at the file, plans its parts and hashes it; a file that an earlier run hashed is known by its identity.</summary>
internal sealed class IdentifyFile(IDisk disk, KnownFiles known, UploadOptions options, TimeProvider time) : IUploadStep, IDisposable
{
    // Two files are read at a time: one alone leaves a core idle while nothing is on the wire yet, and more would keep the parts,
    // and each other, from the processor and the disk.
    private readonly SemaphoreSlim _readers = new(2);

    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.IdentifyFile;

    /// <inheritdoc/>
    public async Task RunAsync(Upload upload, CancellationToken cancellationToken)
    {
        var path = upload.Request.Path;
        try
        {
            if (disk.Status(path).Kind == FileKind.Folder) throw new UploadException(UploadError.FileUnreadable, $"'{path}' is a folder.", "Name the files in it.");
            upload.Identity = FileIdentity.Of(disk, path);
            upload.Plan = PartPlan.For(upload.Identity.Size);
            if (!options.Rehash && known.Find(path, upload.Identity, upload.Plan) is var (digest, hashedAt))
            {
                (upload.Digest, upload.HashedAt) = (digest, hashedAt);
                upload.Content = new UnchangedContent(disk, path, upload.Identity, digest, upload.Plan);
                upload.Note($"known by its size, times and file id: {digest.Hash}; not hashed again");
                return;
            }

            await _readers.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                upload.HashedAt = time.GetUtcNow();
                upload.Digest = await ContentReader.DigestAsync(disk, path, upload.Plan, upload.AddHashed, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _readers.Release();
            }

            upload.Content = new UnchangedContent(disk, path, upload.Identity, upload.Digest, upload.Plan);
            await upload.EnsureUnchangedAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentOutOfRangeException fault)
        {
            throw new UploadException(UploadError.FileUnreadable, $"'{path}' is larger than S3 takes: {PartPlan.MaxParts:N0} parts of 5 GiB.", "Split the file.", fault);
        }
        catch (EndOfStreamException fault)
        {
            throw upload.Changed("it became shorter", fault);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UploadException(UploadError.FileNotFound, $"There is no file '{path}'.", "Check the path; nothing was sent of it.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UploadException(UploadError.FileUnreadable, $"'{path}' cannot be read: {fault.Message}", "Check the file and its rights, then run the same command again.", fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _readers.Dispose();
}
