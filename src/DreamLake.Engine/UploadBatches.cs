using System.Globalization;
using System.Runtime.CompilerServices;
using DreamLake.Disk;
using DreamLake.Engine.Batches;
using DreamLake.Engine.State;

namespace DreamLake.Engine;

/// <summary>Runs whose files are remembered until each has ended, so that one command finishes what a pause or a kill left.</summary>
/// <remarks>
/// Beside the states, in <c>uploads/batches</c>: what was asked for, file by file, and how. It holds no secrets, and may be removed at any
/// time. The newest 64 are kept.
/// </remarks>
public sealed class UploadBatches
{
    private const int MostBatches = 64;
    private readonly UploadOptions _options;
    private readonly TimeProvider _time;
    private readonly IDisk _disk;
    private readonly string _folder;
    private readonly LockFolder _locks;

    /// <summary>The batches beside a state folder.</summary>
    /// <param name="options">Where states lie, and how runs go that begin; null means the defaults.</param>
    /// <param name="time">The clock; null means the system's.</param>
    public UploadBatches(UploadOptions? options = null, TimeProvider? time = null)
        : this(options ?? new UploadOptions(), time ?? TimeProvider.System, new LocalDisk())
    {
    }

    /// <summary>Likewise, on any disk.</summary>
    internal UploadBatches(UploadOptions options, TimeProvider time, IDisk disk)
    {
        (_options, _time, _disk) = (options, time, disk);
        _folder = Path.Combine(options.StateFolder, "batches");
        _locks = new LockFolder(disk, Path.Combine(_folder, "locks"), ".lock", time);
    }

    /// <summary>
    /// Told at the end of a run that stopped early, one by one, of files that were named and not begun. Default: null, nobody.
    /// </summary>
    public Action<UploadRequest>? NotBegun { get; init; }

    /// <summary>Uploads files, each remembered from when it is named until it has ended.</summary>
    /// <param name="uploader">Uploads.</param>
    /// <param name="lake">The lake that it uploads to.</param>
    /// <param name="requests">The files; read as fast as they come.</param>
    /// <param name="cancellationToken">Pauses: what has not ended is kept.</param>
    /// <remarks>Where the folder cannot be written, they are uploaded all the same, and a note says that nothing is remembered.</remarks>
    public async IAsyncEnumerable<UploadResult> UploadAsync(
        ILakeUploader uploader, LakeConnection lake, IAsyncEnumerable<UploadRequest> requests,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{_time.GetUtcNow():yyyyMMdd'T'HHmmssfff}-{Guid.NewGuid():N}");
        using var hold = TryBegin(id, lake, out var run);
        if (run is null)
        {
            var taken = new HandedOver();
            await foreach (var result in uploader.UploadAsync(taken.FollowAsync(requests), cancellationToken).ConfigureAwait(false))
            {
                taken.Take(result);
                yield return result;
            }

            foreach (var request in taken.WithoutResult()) NotBegun?.Invoke(request);
            yield break;
        }

        using (run)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var writing = Task.Run(() => run.WriteAsync(requests, stop.Token), CancellationToken.None);
            try
            {
                await foreach (var result in uploader.UploadAsync(run.ReadAsync(stop.Token), cancellationToken).ConfigureAwait(false))
                {
                    run.Take(result);
                    yield return result;
                }
            }
            finally
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await Task.WhenAny(writing).ConfigureAwait(false);
            }

            foreach (var request in run.NotBegun()) NotBegun?.Invoke(request);
            // What went wrong where the files came from is the caller's; that the run was stopped is no error.
            if (!writing.IsCanceled) await writing.ConfigureAwait(false);
        }
    }

    /// <summary>The batches that were not finished and that no process has in hand, the oldest first.</summary>
    /// <exception cref="UploadException">The folder cannot be read.</exception>
    public IReadOnlyList<UploadBatch> List()
    {
        try
        {
            return [.. Files().Select(TryDescribe).OfType<UploadBatch>()];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UploadException(UploadError.StateUnreadable, $"The folder of batches '{_folder}' cannot be read: {fault.Message}",
                "Mend the folder's rights, then run the same command again.", fault);
        }
    }

    /// <summary>Uploads what has not ended of a batch; its file goes with the last of it.</summary>
    /// <param name="uploader">Uploads, to the lake that the batch goes to.</param>
    /// <param name="batch">Which.</param>
    /// <param name="cancellationToken">Pauses: what has not ended is kept.</param>
    /// <exception cref="UploadException">Another process has it in hand, or it cannot be read.</exception>
    public async IAsyncEnumerable<UploadResult> ResumeAsync(
        ILakeUploader uploader, UploadBatch batch, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var hold = Hold(batch);
        using var run = Reopen(batch);
        await foreach (var result in uploader.UploadAsync(run.RestAsync(batch.Folder), cancellationToken).ConfigureAwait(false))
        {
            run.Take(result);
            yield return result;
        }
    }

    /// <summary>What has not ended of a batch, file by file, in the order in which they were named.</summary>
    /// <exception cref="UploadException">It cannot be read.</exception>
    public IEnumerable<UploadRequest> Rest(UploadBatch batch)
    {
        using var run = Reopen(batch);
        foreach (var request in run.Rest(batch.Folder)) yield return request;
    }

    /// <summary>Forgets a batch: what has not begun of it is named nowhere any more. States are kept.</summary>
    /// <exception cref="UploadException">Another process has it in hand, or it cannot be removed.</exception>
    public void Forget(UploadBatch batch)
    {
        using var hold = Hold(batch);
        using var file = new BatchFile(_disk, batch.BatchFile);
        Guarded(batch, () =>
        {
            file.Remove();
            return true;
        });
    }

    private HeldLock? TryBegin(string id, LakeConnection lake, out BatchRun? run)
    {
        run = null;
        HeldLock? hold = null;
        try
        {
            _disk.CreatePrivateFolder(_options.StateFolder);
            _disk.CreatePrivateFolder(_folder);
            Tidy();
            hold = Take(id);
            var file = new BatchFile(_disk, Path.Combine(_folder, id + BatchFile.Suffix));
            file.Create(BatchHead.Of(_options, lake.Name, _time.GetUtcNow()));
            var reader = new BatchReader(_disk.OpenRead(file.Path));
            reader.ReadHead();
            run = new BatchRun(file, reader);
            return hold;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _options.Notes?.Invoke(new UploadNote(
                _folder, $"what a pause leaves of this run cannot be remembered: {fault.Message}", IsWarning: true));
            hold?.Dispose();
            return null;
        }
    }

    private void Tidy()
    {
        foreach (var abandoned in _locks.TakeAbandoned()) abandoned.Dispose();
        foreach (var oldest in Files().SkipLast(MostBatches - 1))
        {
            if (Take(Path.GetFileNameWithoutExtension(oldest)) is not { } hold) continue;
            using (hold) new BatchFile(_disk, oldest).Remove();
        }
    }

    // Their names begin with when they began.
    private string[] Files()
    {
        try
        {
            return [.. _disk.ListFiles(_folder, BatchFile.Suffix).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private HeldLock? Take(string id) => _locks.TryTake(id, LockHolder.ThisProcess, out _);

    private HeldLock Hold(UploadBatch batch) => Guarded(batch, () => Take(Path.GetFileNameWithoutExtension(batch.BatchFile)))
        ?? throw new UploadException(
            UploadError.StateLocked, "A batch of files is under way, in the hands of another process.",
            "Wait for it, or stop it; then run the same command again.");

    private BatchRun Reopen(UploadBatch batch) => Guarded(batch, () =>
    {
        var file = new BatchFile(_disk, batch.BatchFile);
        file.Reopen();
        var reader = new BatchReader(_disk.OpenRead(batch.BatchFile));
        reader.ReadHead();
        return new BatchRun(file, reader);
    });

    private static T Guarded<T>(UploadBatch batch, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UploadException(UploadError.StateUnwritable, $"The batch '{batch.BatchFile}' cannot be used: {fault.Message}",
                "Mend the folder's rights, or upload the files by their paths.", fault);
        }
    }

    // Null where another process has it in hand, or ended it between two looks.
    private UploadBatch? TryDescribe(string path)
    {
        try
        {
            if (Take(Path.GetFileNameWithoutExtension(path)) is not { } hold) return null;
            using (hold) return Describe(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or InvalidDataException)
        {
            return null;
        }
    }

    private UploadBatch? Describe(string path)
    {
        using var reader = new BatchReader(_disk.OpenRead(path));
        if (reader.ReadHead() is not { } head) return null;
        var ended = new BatchFile(_disk, path).ReadEnded();
        var (files, left) = (0, 0);
        UploadRequest? first = null;
        for (; reader.TryRead(out var request); files++)
        {
            if (request is null || (files < ended.Length && ended[files] != 0)) continue;
            left++;
            first ??= request;
        }

        return left == 0 ? null : new UploadBatch
        {
            BatchFile = path,
            Folder = head.Folder,
            Lake = head.Lake,
            StartedAt = head.StartedAt,
            Files = files,
            FilesLeft = left,
            First = first!,
            FilesUnderWay = head.FilesUnderWay,
            MaxRate = head.MaxRate,
            WaitFor = head.WaitFor,
            SendsAgain = head.SendsAgain,
            Rehash = head.Rehash,
            NoClobber = head.NoClobber,
            RemoveSource = head.RemoveSource,
        };
    }
}
