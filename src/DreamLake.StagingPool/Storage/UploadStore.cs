using DreamLake.StagingPool.Payload;

namespace DreamLake.StagingPool.Storage;

/// <summary>The multipart uploads that are under way.</summary>
internal sealed class UploadStore(PoolFolder pool, ProcessFolder process, ContentFolders contents, ObjectStore objects, TimeProvider time) : IDisposable
{
    private readonly KeyedLocks _locks = new();

    public async Task<UploadRecord> CreateAsync(string bucket, string key, ObjectHeaders headers, UploadChecksum? checksum, CancellationToken cancellationToken)
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
        await DurableFile.WriteAsync(pool.Upload(bucket, content.Id), process.Temporary(), upload, PoolJson.Default.UploadRecord, cancellationToken);
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
        foreach (var file in Directory.EnumerateFiles(pool.Uploads(bucket), "*.json"))
        {
            // One that ended while we looked is not there any more.
            if (await FindAsync(file, cancellationToken) is { } upload && upload.Key.StartsWith(prefix, StringComparison.Ordinal)) uploads.Add(upload);
        }

        return [.. uploads.OrderBy(u => u.Key, KeyOrder.Instance).ThenBy(u => u.Initiated).ThenBy(u => u.Id, StringComparer.Ordinal)];
    }

    /// <summary>Stores a part; when this returns, it is on the disk.</summary>
    /// <remarks>
    /// The ETag is the part's MD5 where the client sent one, which is computed then anyway, and otherwise a faster digest: MD5 would be what a
    /// part waits for, and S3 promises nothing of a multipart ETag but that it changes with the bytes.
    /// </remarks>
    public async Task<PartFile> PutPartAsync(UploadRecord upload, int number, VerifiedPayload payload, CancellationToken cancellationToken)
    {
        var etag = payload.Track(payload.Tracks(DigestAlgorithm.Md5) ? DigestAlgorithm.Md5 : DigestAlgorithm.XxHash128);
        var algorithm = DigestAlgorithm.Find(upload.Checksum?.Algorithm) ?? payload.SentChecksum;
        var checksum = algorithm is null ? null : payload.Track(algorithm);
        var temporary = process.Temporary();
        await PayloadFile.WriteAsync(payload, temporary, cancellationToken);
        try
        {
            using var held = await _locks.TakeAsync(upload.Id, cancellationToken);
            await GetAsync(upload.Bucket, upload.Key, upload.Id, cancellationToken);
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
            File.Delete(temporary);
        }
    }

    public PartFolder Parts(UploadRecord upload) => new(pool.Content(upload.Content));

    /// <summary>When somebody last went on with an upload: the time of its newest part, or of its beginning.</summary>
    public DateTimeOffset LastTouched(UploadRecord upload) =>
        Parts(upload).After(0).Select(part => part.LastModified).Append(upload.Initiated).Max();

    /// <summary>Makes an object of the parts that are named; no byte is copied.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="named">The parts, as the client names them.</param>
    /// <param name="expected">The checksum that the object has to have; null where the client names none.</param>
    /// <param name="precondition">Throws where what is there now must not be replaced.</param>
    /// <param name="cancellationToken">Stops the wait, never the replacement.</param>
    public async Task<ObjectManifest> CompleteAsync(
        UploadRecord upload, IReadOnlyList<NamedPart> named, Checksum? expected, Action<ObjectManifest?> precondition, CancellationToken cancellationToken)
    {
        using var held = await _locks.TakeAsync(upload.Id, cancellationToken);
        await GetAsync(upload.Bucket, upload.Key, upload.Id, cancellationToken);
        var manifest = MultipartManifest.Of(upload, Parts(upload).After(0), named, time.GetUtcNow());
        CheckWhole(expected, manifest.Checksum);
        process.Note(upload.Content);
        await objects.PublishAsync(upload.Bucket, manifest, precondition, cancellationToken);
        EndRecord(upload, manifest);
        process.Forget(upload.Content);
        return manifest;
    }

    public async Task AbortAsync(UploadRecord upload, CancellationToken cancellationToken)
    {
        using var held = await _locks.TakeAsync(upload.Id, cancellationToken);
        await GetAsync(upload.Bucket, upload.Key, upload.Id, cancellationToken);
        process.NoteIfThereIsRoom(upload.Content);
        DurableFile.Delete(pool.Upload(upload.Bucket, upload.Id));
        contents.Retire(upload.Content);
    }

    public void Dispose() => _locks.Dispose();

    /// <summary>Whether an upload is an object already, and its record only outlived a Complete that the power was cut in: then it is removed.</summary>
    /// <remarks>Taken for an upload under way, its abort would delete the object's bytes.</remarks>
    private async Task<bool> IsOverAsync(UploadRecord upload, CancellationToken cancellationToken)
    {
        if (await objects.FindAsync(upload.Bucket, upload.Key, cancellationToken) is not { } manifest || manifest.ContentId != upload.Id) return false;
        EndRecord(upload, manifest);
        return true;
    }

    private void EndRecord(UploadRecord upload, ObjectManifest manifest)
    {
        DurableFile.Delete(pool.Upload(upload.Bucket, upload.Id));
        Parts(upload).KeepOnly(manifest.Parts);
    }

    private static void CheckWhole(Checksum? expected, Checksum? actual)
    {
        if (expected is null || expected == actual) return;
        throw expected.Algorithm == actual?.Algorithm
            ? S3Exception.BadDigest(expected.Algorithm)
            : S3Exception.InvalidRequest($"The upload was not created with the {expected.Algorithm} checksum algorithm, so the object has no such checksum.");
    }

    private static Task<UploadRecord?> FindAsync(string path, CancellationToken cancellationToken) =>
        DurableFile.ReadAsync(path, PoolJson.Default.UploadRecord, cancellationToken);
}
