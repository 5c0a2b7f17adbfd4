using System.Text;
using DreamLake.StagingPool.Payload;

namespace DreamLake.StagingPool.Storage;

/// <summary>The multipart uploads that are under way.</summary>
internal sealed class UploadStore(
    PoolFolder pool, ProcessFolder process, ContentFolders contents, BucketStore buckets, ObjectStore objects, StagingPoolOptions options,
    TimeProvider time) : IDisposable
{
    private readonly KeyedLocks _locks = new();

    public async Task<UploadRecord> CreateAsync(
        string bucket, string key, ObjectHeaders headers, UploadChecksum? checksum, CancellationToken cancellationToken)
    {
        var content = ContentAddress.Create(bucket, key);
        var upload = new UploadRecord
        {
            Bucket = bucket,
            Key = key,
            Id = content.Id,
            Initiated = time.GetUtcNow(),
            Checksum = checksum,
            Headers = headers,
        };
        using var inside = await buckets.EnterAsync(bucket, cancellationToken);
        await pool.Files.WriteAsync(
            pool.Upload(bucket, content.Id), process.Temporary(), upload, PoolJson.Default.UploadRecord, cancellationToken);
        return upload;
    }

    /// <summary>An upload of a key.</summary>
    /// <exception cref="S3Exception">There is none (<c>NoSuchUpload</c>).</exception>
    public async Task<UploadRecord> GetAsync(string bucket, string key, string id, CancellationToken cancellationToken)
    {
        var upload = ContentAddress.IsId(id) ? await FindAsync(pool.Upload(bucket, id), cancellationToken) : null;
        return upload?.Key == key && !await IsOverAsync(upload, cancellationToken) ? upload : throw S3Exception.NoSuchUpload(id);
    }

    /// <summary>Every upload of a bucket under a prefix, sorted by key and by the time it was begun.</summary>
    public async Task<IReadOnlyList<UploadRecord>> AllAsync(string bucket, string prefix, CancellationToken cancellationToken)
    {
        var uploads = new List<UploadRecord>();
        foreach (var file in pool.Files.Disk.ListFiles(pool.Uploads(bucket), ".json").ToArray())
        {
            // One that ended while we looked is not there any more.
            if (await FindAsync(file, cancellationToken) is { } upload && upload.Key.StartsWith(prefix, StringComparison.Ordinal))
                uploads.Add(upload);
        }

        return [.. uploads.OrderBy(u => u.Key, KeyOrder.Instance).ThenBy(u => u.Initiated).ThenBy(u => u.Id, StringComparer.Ordinal)];
    }

    /// <summary>Stores a part; when this returns, it is on the disk.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="number">The part's number.</param>
    /// <param name="payload">Its bytes.</param>
    /// <param name="etagAlgorithm">What its ETag is made with: MD5, unless nobody needs it.</param>
    /// <param name="cancellationToken">Gives up; nothing stays behind.</param>
    public async Task<PartFile> PutPartAsync(
        UploadRecord upload, int number, VerifiedPayload payload, DigestAlgorithm etagAlgorithm, CancellationToken cancellationToken)
    {
        var etag = payload.Track(etagAlgorithm);
        var algorithm = DigestAlgorithm.Find(upload.Checksum?.Algorithm) ?? payload.SentChecksum;
        var checksum = algorithm is null ? null : payload.Track(algorithm);
        var temporary = process.Temporary();
        await PayloadFile.WriteAsync(pool.Files.Disk, payload, temporary, cancellationToken);
        try
        {
            using var held = await HoldAsync(upload, cancellationToken);
            return Parts(upload).Add(temporary, new PartFile
            {
                Number = number,
                Generation = 1,
                ETag = Convert.ToHexStringLower(etag.Value()),
                Checksum = checksum is null ? null : new Checksum(algorithm!.Name, Convert.ToBase64String(checksum.Value())),
                Size = payload.Length,
            });
        }
        finally
        {
            pool.Files.Disk.Delete(temporary);
        }
    }

    /// <summary>Makes a part of a range of an object; no byte is copied, and none is read unless the upload has a checksum.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="number">The part's number.</param>
    /// <param name="source">The object.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PartFile> CopyPartAsync(
        UploadRecord upload, int number, ObjectReader source, long offset, long count, CancellationToken cancellationToken)
    {
        var checksum = DigestAlgorithm.Find(upload.Checksum?.Algorithm) is { } algorithm
            ? await ContentChecksum.OfAsync(source, offset, count, algorithm, cancellationToken)
            : null;
        using var held = await HoldAsync(upload, cancellationToken);
        var part = new PartFile
        {
            Number = number,
            Generation = 1,
            ETag = CopiedETag(source.Manifest, offset, count),
            Checksum = checksum,
            Size = count,
            IsCopied = true,
            LastModified = time.GetUtcNow(),
        };
        return await Parts(upload).AddCopyAsync(part, source.Slices(offset, count), process.Temporary(), cancellationToken);
    }

    public PartFolder Parts(UploadRecord upload) => new(pool.Files, pool.Content(upload.Content));

    /// <summary>When somebody last went on with an upload: the time of its newest part, or of its beginning.</summary>
    public DateTimeOffset LastTouched(UploadRecord upload) =>
        Parts(upload).After(0).Select(part => part.LastModified).Append(upload.Initiated).Max();

    /// <summary>Makes an object of the parts that are named; no byte is copied. Asked again, it answers as the first time.</summary>
    /// <param name="address">The upload.</param>
    /// <param name="named">The parts, as the client names them.</param>
    /// <param name="expected">The checksum that the object has to have; null where the client names none.</param>
    /// <param name="precondition">Throws where what is there now must not be replaced.</param>
    /// <param name="cancellationToken">Stops the wait, never the replacement.</param>
    public async Task<ObjectManifest> CompleteAsync(
        ContentAddress address, IReadOnlyList<NamedPart> named, Checksum? expected, Action<ObjectManifest?> precondition,
        CancellationToken cancellationToken)
    {
        using var inside = await buckets.EnterAsync(address.Bucket, cancellationToken);
        using var held = await _locks.TakeAsync(address.Id, cancellationToken);
        if (await objects.FindAsync(address.Bucket, address.Key, cancellationToken) is { } done && done.ContentId == address.Id)
        {
            if (!MultipartETag.Fits(done.ETag, named)) throw MultipartManifest.InvalidPart(address.Id, named[^1]);
            EndRecord(address, done);
            return done;
        }

        var upload = await GetAsync(address.Bucket, address.Key, address.Id, cancellationToken);
        var parts = MultipartManifest.Choose(upload, Parts(upload).After(0), named, options.SmallestPart);
        var manifest = MultipartManifest.Of(upload, parts, await Parts(upload).FilesOfAsync(parts, cancellationToken), time.GetUtcNow());
        CheckWhole(expected, manifest.Checksum);
        process.Note(address);
        await objects.PublishAsync(address.Bucket, manifest, precondition, cancellationToken);
        EndRecord(address, manifest);
        process.Forget(address);
        return manifest;
    }

    public async Task AbortAsync(UploadRecord upload, CancellationToken cancellationToken)
    {
        using var held = await HoldAsync(upload, cancellationToken);
        process.NoteIfThereIsRoom(upload.Content);
        pool.Files.Delete(pool.Upload(upload.Bucket, upload.Id));
        contents.Retire(upload.Content);
    }

    public void Dispose() => _locks.Dispose();

    /// <summary>
    /// Whether an upload is an object already, and its record only outlived a Complete that the power was cut in: then it is removed.
    /// </summary>
    /// <remarks>Taken for an upload under way, its abort would delete the object's bytes.</remarks>
    private async Task<bool> IsOverAsync(UploadRecord upload, CancellationToken cancellationToken)
    {
        if (await objects.FindAsync(upload.Bucket, upload.Key, cancellationToken) is not { } manifest || manifest.ContentId != upload.Id)
            return false;
        EndRecord(upload.Content, manifest);
        return true;
    }

    private void EndRecord(ContentAddress address, ObjectManifest manifest)
    {
        var record = pool.Upload(address.Bucket, address.Id);
        if (pool.Files.Disk.KindOf(record) is null) return;
        pool.Files.Delete(record);
        new PartFolder(pool.Files, pool.Content(address)).KeepOnly(manifest.Parts);
    }

    // Lets nobody change the upload, end it, or delete its bucket.
    private async Task<IDisposable> HoldAsync(UploadRecord upload, CancellationToken cancellationToken)
    {
        var inside = await buckets.EnterAsync(upload.Bucket, cancellationToken);
        try
        {
            var held = await _locks.TakeAsync(upload.Id, cancellationToken);
            try
            {
                await GetAsync(upload.Bucket, upload.Key, upload.Id, cancellationToken);
                return new Hold(held, inside);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch
        {
            inside.Dispose();
            throw;
        }
    }

    // The whole of an object keeps its ETag. That of a range is made of what the range is, since its bytes are not read.
    private static string CopiedETag(ObjectManifest source, long offset, long count)
    {
        if (offset == 0 && count == source.Size && !MultipartETag.Is(source.ETag)) return source.ETag;
        using var digest = DigestAlgorithm.Md5.Create();
        digest.Append(Encoding.UTF8.GetBytes($"{source.ETag} {offset} {count}"));
        return Convert.ToHexStringLower(digest.Value());
    }

    private static void CheckWhole(Checksum? expected, Checksum? actual)
    {
        if (expected is null || expected == actual) return;
        throw expected.Algorithm == actual?.Algorithm
            ? S3Exception.BadDigest(expected.Algorithm)
            : S3Exception.InvalidRequest(
                $"The upload was not created with the {expected.Algorithm} checksum algorithm, so the object has no such checksum.");
    }

    private Task<UploadRecord?> FindAsync(string path, CancellationToken cancellationToken) =>
        pool.Files.ReadAsync(path, PoolJson.Default.UploadRecord, cancellationToken);

    private sealed class Hold(IDisposable held, IDisposable inside) : IDisposable
    {
        public void Dispose()
        {
            held.Dispose();
            inside.Dispose();
        }
    }
}
