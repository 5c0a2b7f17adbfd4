using DreamLake.StagingPool.Payload;

namespace DreamLake.StagingPool.Storage;

/// <summary>The objects: a manifest each, which is put in place by one rename and names the files that hold the bytes.</summary>
internal sealed class ObjectStore(
    PoolFolder pool, ProcessFolder process, ContentFolders contents, BucketStore buckets, TimeProvider time) : IDisposable
{
    private const string WholeFile = "00001.part";
    private readonly KeyedLocks _locks = new();

    /// <summary>An object's manifest; null where there is none.</summary>
    public Task<ObjectManifest?> FindAsync(string bucket, string key, CancellationToken cancellationToken) =>
        pool.Files.ReadAsync(pool.Manifest(bucket, key), PoolJson.Default.ObjectManifest, cancellationToken);

    /// <summary>Opens an object for reading; its bytes stay until the answer is disposed of, even if it is overwritten meanwhile.</summary>
    public async Task<ObjectReader?> OpenAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        // Under the lock, so that nobody retires the content between the look at the manifest and the hold on its files.
        using var held = await LockAsync(bucket, key, cancellationToken);
        if (await FindAsync(bucket, key, cancellationToken) is not { } manifest) return null;
        var content = new ContentAddress(bucket, key, manifest.ContentId);
        return new ObjectReader(pool.Files.Disk, manifest, pool.Content(content), contents.Read(content));
    }

    /// <summary>Puts an object in one piece. Its ETag is the MD5 of its bytes, which tools compare.</summary>
    public async Task<ObjectManifest> PutAsync(
        string bucket, string key, ObjectHeaders headers, VerifiedPayload payload, Action<ObjectManifest?> precondition,
        CancellationToken cancellationToken)
    {
        var md5 = payload.Track(DigestAlgorithm.Md5);
        var checksum = payload.SentChecksum;
        var temporary = process.Temporary();
        await PayloadFile.WriteAsync(pool.Files.Disk, payload, temporary, cancellationToken);
        try
        {
            return await MakeAsync(bucket, key, precondition, content =>
            {
                pool.Files.CreateFolder(pool.Content(content));
                pool.Files.Publish(temporary, Path.Combine(pool.Content(content), WholeFile));
                return new ObjectManifest
                {
                    Key = key,
                    Size = payload.Length,
                    ETag = Convert.ToHexStringLower(md5.Value()),
                    LastModified = time.GetUtcNow(),
                    ContentId = content.Id,
                    Parts = [new StoredPart(WholeFile, payload.Length)],
                    Checksum = checksum is null
                    ? null
                    : new Checksum(checksum.Name, Convert.ToBase64String(payload.Track(checksum).Value())),
                    Headers = headers,
                };
            }, cancellationToken);
        }
        finally
        {
            pool.Files.Disk.Delete(temporary);
        }
    }

    /// <summary>Makes an object of another's bytes, whose files the two share from then on.</summary>
    /// <param name="source">The other object.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The key.</param>
    /// <param name="headers">What the new object's headers are.</param>
    /// <param name="checksum">The new object's checksum.</param>
    /// <param name="precondition">Throws where what is there now must not be replaced.</param>
    /// <param name="cancellationToken">Gives up; nothing stays behind.</param>
    public Task<ObjectManifest> CopyAsync(
        ObjectReader source, string bucket, string key, ObjectHeaders headers, Checksum? checksum, Action<ObjectManifest?> precondition,
        CancellationToken cancellationToken) =>
        MakeAsync(bucket, key, precondition, content =>
        {
            var folder = pool.Content(content);
            pool.Files.CreateFolder(folder);
            SharedFiles.Share(pool.Files, source.Files.Select(f => (f.Path, Path.Combine(folder, f.Name))), cancellationToken);
            return source.Manifest with { Key = key, LastModified = time.GetUtcNow(), ContentId = content.Id, Headers = headers,
                Checksum = checksum };
        }, cancellationToken);

    /// <summary>
    /// Makes an object visible in place of the one before, whose bytes then go. To be called from inside the bucket's gate.
    /// </summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="manifest">What the object is from now on; its part files are on the disk.</param>
    /// <param name="precondition">Throws where what is there now must not be replaced.</param>
    /// <param name="cancellationToken">Stops the wait, never the replacement.</param>
    public async Task PublishAsync(
        string bucket, ObjectManifest manifest, Action<ObjectManifest?> precondition, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(bucket, manifest.Key, cancellationToken);
        var before = await FindAsync(bucket, manifest.Key, cancellationToken);
        precondition(before);
        var replaced = before is null || before.ContentId == manifest.ContentId
            ? null
            : new ContentAddress(bucket, before.Key, before.ContentId);
        if (replaced is not null) process.Note(replaced);
        await WriteManifestAsync(pool.Manifest(bucket, manifest.Key), manifest);
        if (replaced is not null) contents.Retire(replaced);
    }

    /// <summary>Changes what a client gave an object beside its bytes.</summary>
    /// <exception cref="S3Exception">There is none (<c>NoSuchKey</c>).</exception>
    public async Task ChangeHeadersAsync(
        string bucket, string key, Func<ObjectHeaders, ObjectHeaders> change, CancellationToken cancellationToken)
    {
        using var inside = await buckets.EnterAsync(bucket, cancellationToken);
        using var held = await LockAsync(bucket, key, cancellationToken);
        var manifest = await FindAsync(bucket, key, cancellationToken) ?? throw S3Exception.NoSuchKey(key);
        await WriteManifestAsync(pool.Manifest(bucket, key), manifest with { Headers = change(manifest.Headers) });
    }

    /// <summary>Deletes an object; one that is not there is deleted already.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The key.</param>
    /// <param name="precondition">Throws where what is there must not be deleted.</param>
    /// <param name="cancellationToken">Stops the wait, never the deletion.</param>
    public async Task DeleteAsync(string bucket, string key, Action<ObjectManifest> precondition, CancellationToken cancellationToken)
    {
        using var inside = await buckets.EnterAsync(bucket, cancellationToken);
        using var held = await LockAsync(bucket, key, cancellationToken);
        if (await FindAsync(bucket, key, cancellationToken) is not { } before) return;
        precondition(before);
        var content = new ContentAddress(bucket, key, before.ContentId);
        process.NoteIfThereIsRoom(content);
        pool.Files.Delete(pool.Manifest(bucket, key));
        contents.Retire(content);
        RemoveEmptyFolders(bucket, key);
    }

    public void Dispose() => _locks.Dispose();

    private async Task<ObjectManifest> MakeAsync(
        string bucket, string key, Action<ObjectManifest?> precondition, Func<ContentAddress, ObjectManifest> fill,
        CancellationToken cancellationToken)
    {
        using var inside = await buckets.EnterAsync(bucket, cancellationToken);
        var content = ContentAddress.Create(bucket, key);
        process.Note(content);
        try
        {
            var manifest = fill(content);
            await PublishAsync(bucket, manifest, precondition, cancellationToken);
            process.Forget(content);
            return manifest;
        }
        catch
        {
            // A fault behind the rename leaves the object visible, and so it keeps its bytes.
            if ((await FindAsync(bucket, key, CancellationToken.None))?.ContentId != content.Id) contents.Retire(content);
            throw;
        }
    }

    private async Task WriteManifestAsync(string path, ObjectManifest manifest)
    {
        for (var written = false; !written;)
        {
            pool.Files.CreateFolder(Path.GetDirectoryName(path)!);
            try
            {
                await pool.Files.WriteAsync(path, process.Temporary(), manifest, PoolJson.Default.ObjectManifest, CancellationToken.None);
                written = true;
            }
            catch (DirectoryNotFoundException)
            {
                // A neighbour was deleted, and the folder with it, because it was empty at that moment: made again.
            }
        }
    }

    private void RemoveEmptyFolders(string bucket, string key)
    {
        var top = pool.Objects(bucket);
        for (var folder = Path.GetDirectoryName(pool.Manifest(bucket, key))!; folder != top; folder = Path.GetDirectoryName(folder)!)
        {
            if (!pool.Files.Disk.TryDeleteEmptyFolder(folder)) return;
        }
    }

    private Task<IDisposable> LockAsync(string bucket, string key, CancellationToken cancellationToken) =>
        _locks.TakeAsync($"{bucket}/{key}", cancellationToken);
}
