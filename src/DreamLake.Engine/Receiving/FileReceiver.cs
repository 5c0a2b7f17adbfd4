using System.Security.Cryptography;
using System.Text;
using DreamLake.Disk;
using DreamLake.Engine.Content;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.State;
using FileReception = DreamLake.Engine.Receiving.ReceiveProgress.FileReception;

namespace DreamLake.Engine.Receiving;

/// <summary>Brings one file from the lake, whatever an earlier run left of it.</summary>
/// <param name="disk">Where it goes.</param>
/// <param name="locks">Which files this machine's processes have in hand.</param>
/// <param name="addresses">Signs addresses.</param>
/// <param name="ranges">Receives ranges.</param>
/// <param name="options">How.</param>
/// <param name="lake">The lake's name.</param>
/// <param name="time">The clock.</param>
internal sealed class FileReceiver(
    IDisk disk, LockFolder locks, ContentAddresses addresses, RangeReceiver ranges, ReceiveOptions options, string lake, TimeProvider time)
    : IDisposable
{
    private const string Kept = "What came is kept; run the same command again to go on.";
    private readonly DurableFiles _files = new(disk, time);

    /// <summary>Receives a file. It throws nothing: whatever happens ends in the result.</summary>
    public async Task<ReceiveResult> ReceiveAsync(ReceiveRequest request, FileReception progress, CancellationToken cancellationToken)
    {
        var (path, sha256, isHere, error) = (Path.GetFullPath(request.Path), (string?)null, false, (UploadException?)null);
        try
        {
            using var held = Take(path);
            sha256 = await AlreadyHereAsync(request.Asset, path, cancellationToken).ConfigureAwait(false);
            isHere = sha256 is not null;
            sha256 ??= await BringAsync(request.Asset, path, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            error = ErrorOf(fault, request);
        }

        return new ReceiveResult
        {
            Request = request,
            Outcome = error is { IsPause: true } ? ReceiveOutcome.Paused
                : error is not null ? ReceiveOutcome.Failed
                : isHere ? ReceiveOutcome.AlreadyHere : ReceiveOutcome.Received,
            Error = error,
            Size = progress.Size,
            BytesReceived = progress.Received,
            Sha256 = sha256,
            Duration = time.GetElapsedTime(progress.StartedAt),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => ranges.Dispose();

    private HeldLock Take(string path) => ReceivedFileException.Of(() =>
    {
        var name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..32].ToLowerInvariant();
        return locks.TryTake(name, LockHolder.ThisProcess, out var holder) ?? throw new UploadException(
            UploadError.StateLocked,
            $"'{path}' is being received already, by {(holder.Length > 0 ? holder : "another process")}.",
            "Wait for it, or stop it; then run the same command again.");
    });

    // The digest of the file that is there, where it is the asset's; null where nothing is there, or what is there may be replaced.
    private async Task<string?> AlreadyHereAsync(LakeAsset asset, string path, CancellationToken cancellationToken)
    {
        if (StatusOf(path) is not { } there) return null;
        if (there.Kind != FileKind.File) throw Taken(path, "a folder, or what is no file, has its name");
        if (asset.KnownSha256 is { } known && (asset.Size is null || asset.Size == there.Size))
        {
            var plan = PartPlan.For(there.Size);
            var digest = await ContentReader.DigestAsync(disk, path, plan, _ => { }, cancellationToken).ConfigureAwait(false);
            if (IsSame(digest.Sha256, known))
            {
                PartialFile.Clear(disk, path);
                return digest.Sha256;
            }
        }

        return options.Overwrites ? null : throw Taken(path, "a file of other content has its name");
    }

    private async Task<string> BringAsync(
        LakeAsset asset, string path, FileReception progress, CancellationToken cancellationToken)
    {
        using var remote = new RemoteObject(asset, addresses);
        var size = asset.Size ?? (await ranges.SizeAsync(remote, cancellationToken).ConfigureAwait(false)).Bytes;
        progress.Size = size;
        ReceivedFileException.Of(() => _files.CreateFolder(Path.GetDirectoryName(path)!));
        var origin = new ReceiveOrigin(1, lake, asset.Id, size, asset.KnownSha256, options.RangeSize);
        // Where whole and wrong, it is fetched once more: a bit may have turned on the way.
        return await BringOnceAsync(origin, asset, path, remote, progress, cancellationToken).ConfigureAwait(false)
            ?? await BringOnceAsync(origin, asset, path, remote, progress, cancellationToken).ConfigureAwait(false)
            ?? throw new UploadException(
                UploadError.ContentDiffers,
                $"What the lake gives for {asset.Name} is not the content that it says it has: the whole SHA-256 is another.",
                "Nothing was written under the file's name. Tell whoever runs the lake; 'verify' has it read its copy again.");
    }

    // Null where the whole is not what the lake says it is.
    private async Task<string?> BringOnceAsync(
        ReceiveOrigin origin, LakeAsset asset, string path, RemoteObject remote, FileReception progress,
        CancellationToken cancellationToken)
    {
        var plan = PartPlan.For(origin.Size, origin.RangeSize);
        using var partial = PartialFile.Open(disk, path, origin, plan);
        remote.Learn(partial.ETag);
        var told = partial.HasRanges
            ? ToldDigests.Of(await addresses.DigestsOfAsync(asset, cancellationToken).ConfigureAwait(false), origin, plan)
            : null;
        var whole = new WholeFile(ranges, partial, remote, plan, told, progress, text => Note(path, text));
        string sha256;
        try
        {
            sha256 = await whole.ReceiveAsync(options.RangeWorkers, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException fault) when (fault.Error == UploadError.ObjectChanged)
        {
            partial.Discard();
            throw;
        }

        if (!IsContentOf(asset, sha256))
        {
            partial.Discard();
            progress.Restart();
            Note(path, "the whole is not what the lake says it is, and comes once more");
            return null;
        }

        if (!partial.TryPublish(asset.ModifiedAt, options.Overwrites)) throw Taken(path, "a file has its name since");
        return sha256;
    }

    private static bool IsContentOf(LakeAsset asset, string sha256) =>
        asset.KnownSha256 is { } known ? IsSame(sha256, known)
        : asset.Hash is not { } hash || sha256.StartsWith(hash, StringComparison.OrdinalIgnoreCase);

    private FileStatus? StatusOf(string path)
    {
        try
        {
            return ReceivedFileException.Of(() => disk.Status(path));
        }
        catch (ReceivedFileException fault) when (fault.InnerException is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private void Note(string path, string text) =>
        options.Calls.Notes?.Invoke(new UploadNote(path, Redaction.Clean(text), IsWarning: false));

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static UploadException Taken(string path, string why) => new(
        UploadError.FileExists, $"'{path}' was not received: {why}.",
        "Nothing was changed. Name another folder, or use force to replace it.");

    private static UploadException ErrorOf(Exception fault, ReceiveRequest request) => fault switch
    {
        UploadException known => known,
        LakeException answer => OfLake(answer, request),
        OperationCanceledException =>
            new UploadException(UploadError.Interrupted, $"'{request.Path}' was interrupted.", Kept),
        ReceivedFileException { InnerException: { } inner } when DiskErrors.IsFull(inner) =>
            new UploadException(UploadError.DiskFull, $"The disk has no room for '{request.Path}': {inner.Message}",
                "Nothing was written under the file's name. Make room, then run the same command again.", fault),
        ReceivedFileException => new UploadException(UploadError.FileUnwritable, $"'{request.Path}' cannot be written: {fault.Message}",
            "Nothing was written under the file's name. Mend the folder, then run the same command again.", fault),
        _ => new UploadException(
            UploadError.ServiceFailed, $"'{request.Path}' could not be received: {Redaction.Clean(fault.Message)}", Kept, fault),
    };

    private static UploadException OfLake(LakeException answer, ReceiveRequest request)
    {
        var name = $"{request.Asset.Name} of {request.Asset.Episode}";
        if (answer is { IsOfPart: false, Status: 404 })
            return new UploadException(
                UploadError.NotInLake, $"The lake has no {name} any more.", "List the episode to see what it has.", answer);
        if (answer is { IsOfPart: false, Status: 409 })
            return new UploadException(UploadError.NotServed, $"The lake does not serve {name}: {answer.Message}",
                "Upload the file again; until then nobody gets it.", answer);
        if (!answer.IsOfPart) return answer.ToUploadException();
        var tries = answer.Tries > 1 ? $" ({answer.Tries} tries)" : "";
        return new UploadException(
            answer.Error, $"'{request.Path}' could not be received{tries}: {answer.Message.TrimEnd('.')}.", answer.Advice, answer);
    }
}
