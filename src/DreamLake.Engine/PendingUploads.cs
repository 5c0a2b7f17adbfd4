using DreamLake.Disk;
using DreamLake.Engine.Content;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>
/// The uploads that were begun and are not over: listed without the network, forgotten one by one, aborted when a person asks.
/// </summary>
public sealed class PendingUploads
{
    private readonly UploadOptions _options;
    private readonly TimeProvider _time;
    private readonly StateStore _store;

    /// <summary>The pending uploads of a state folder.</summary>
    /// <param name="options">Where states lie, and how an abort is tried; null means the defaults.</param>
    /// <param name="time">The clock; null means the system's.</param>
    public PendingUploads(UploadOptions? options = null, TimeProvider? time = null)
    {
        _options = options ?? new UploadOptions();
        _time = time ?? TimeProvider.System;
        _store = new StateStore(_options.StateFolder, time: _time);
    }

    /// <summary>
    /// All of them, the one that got on last first; those whose state cannot be read as well, each with its
    /// <see cref="PendingUpload.Problem"/>.
    /// </summary>
    /// <exception cref="UploadException">The state folder cannot be read.</exception>
    public IReadOnlyList<PendingUpload> List()
    {
        try
        {
            return [.. _store.List().Select(TryDescribe)
                .OfType<PendingUpload>().OrderByDescending(pending => pending.LastProgress)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UploadException(UploadError.StateUnreadable, $"The state folder '{_store.Folder}' cannot be read: {fault.Message}",
                "Mend the folder's rights, then run the same command again.", fault);
        }
    }

    /// <summary>Forgets one: its state goes. What S3 has of it stays until S3's lifecycle rule ends it.</summary>
    /// <exception cref="UploadException">Another process has it in hand, or the state cannot be removed.</exception>
    public void Forget(PendingUpload pending)
    {
        using var hold = Hold(pending);
        Delete(pending);
    }

    /// <summary>
    /// Asks BSS to abort one, then forgets it. A multipart upload that BSS knows no more, or that is complete, needs no abort.
    /// </summary>
    /// <param name="pending">Which.</param>
    /// <param name="lake">The lake at which it was begun.</param>
    /// <param name="cancellationToken">Gives up; the state is kept.</param>
    /// <exception cref="UploadException">It goes to another lake, another process has it in hand, or BSS did not do it: the state is
    /// kept.</exception>
    public async Task AbortAsync(PendingUpload pending, LakeConnection lake, CancellationToken cancellationToken)
    {
        if (pending.Lake is not null && pending.Lake != lake.Name)
            throw new UploadException(UploadError.OtherLake,
                $"The upload '{pending.Hash}' was begun at {pending.Lake}, and the lake in use is {lake.Name}.",
                "Use the lake at which it was begun; nothing was aborted and the state is kept.");
        if (pending.Problem is not null)
            throw new UploadException(UploadError.StateUnreadable, pending.Problem,
                "What the lake has of it is not known here: forget it without an abort.");
        using var hold = Hold(pending);
        if (_store.Read(pending.StateFile).State is { Step: < UploadStepName.CompleteMultipart } state)
        {
            await AbortAsync(state, lake, cancellationToken).ConfigureAwait(false);
        }

        Delete(pending);
    }

    private async Task AbortAsync(UploadState state, LakeConnection lake, CancellationToken cancellationToken)
    {
        using var http = new LakeHttp(new ServerClocks(_time), _options.PrimaryHandler);
        var bss = new BssClient(new ControlCalls(http, "BSS", lake.Bss, lake.GetTokenAsync, _time), new Pipelines(_options, _time));
        try
        {
            // Any type's route reaches the same S3: a state that names none is aborted by the first.
            await bss.AbortAsync(state.Type ?? AssetType.Video, new AbortRequest(state.UploadId, state.Key), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (LakeException fault) when (fault.Status == 404)
        {
            // S3's lifecycle rule, or another client, ended it before.
        }
        catch (LakeException fault)
        {
            throw fault.ToUploadException();
        }
    }

    // Two locks keep others away: that of the target, and that of the content while its bytes are under way.
    private Holding Hold(PendingUpload pending)
    {
        var locks = new Holding();
        try
        {
            if (TagOf(pending) is { } tag) locks.Add(Take(pending, tag));
            if (pending.Step < UploadStepName.CompleteMultipart) locks.Add(Take(pending, null));
            return locks;
        }
        catch
        {
            locks.Dispose();
            throw;
        }
    }

    private HeldLock Take(PendingUpload pending, string? tag)
    {
        try
        {
            return _store.TryLock(tag is null ? pending.Hash : DigestOf(pending), tag, out var holder)
                ?? throw new UploadException(UploadError.StateLocked,
                    $"The upload '{pending.Hash}' is under way, in the hands of {holder}.",
                    "Wait for it, or stop it; then run the same command again.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(pending, fault);
        }
    }

    // A target is locked by its content's whole digest; of a state that another client left, only the 16 digits are known.
    private string DigestOf(PendingUpload pending) =>
        _store.Read(pending.StateFile).State?.File?.Sha256 is { Length: 64 } sha256 ? sha256 : pending.Hash;

    private static string? TagOf(PendingUpload pending) =>
        pending is { Lake: { } lake, Episode: { } episode, Name: { } name, Type: { } type }
            ? new UploadTarget(new StateLake(lake, null, null), episode, name, type).Tag
            : null;

    private void Delete(PendingUpload pending)
    {
        try
        {
            new DurableFiles(_store.Disk, _time).DeleteUnflushed(pending.StateFile);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(pending, fault);
        }
    }

    private static UploadException Unwritable(PendingUpload pending, Exception fault) =>
        new(UploadError.StateUnwritable, $"The state '{pending.StateFile}' cannot be removed: {fault.Message}",
            "Mend the folder's rights, then run the same command again.", fault);

    // Null where another process ended it between the two looks.
    private PendingUpload? TryDescribe(string path)
    {
        try
        {
            var lastProgress = _store.Disk.Status(path).LastWrite;
            return _store.Read(path) switch
            {
                { State: { } state } => Described(path, state, lastProgress),
                { NewerVersion: { } version } => Unreadable(path, lastProgress, $"was written by a newer DreamLake (form {version})"),
                { Unreadable: { Length: > 0 } } => Unreadable(path, lastProgress, "is damaged: it is no state"),
                { Unreadable: not null } => Unreadable(path, lastProgress, "cannot be read"),
                _ => null,
            };
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static PendingUpload Unreadable(string path, DateTimeOffset lastProgress, string fault) => new()
    {
        StateFile = path,
        Hash = HashOf(path),
        Parts = 0,
        PartsDone = 0,
        Step = UploadStepName.FindState,
        LastProgress = lastProgress,
        File = PendingFile.Unknown,
        Problem = $"The state '{path}' {fault}.",
    };

    private PendingUpload Described(string path, UploadState state, DateTimeOffset lastProgress)
    {
        var pending = Describe(path, state, lastProgress);
        var holder = TagOf(pending) is { } tag ? _store.HolderOf(state.File?.Sha256 ?? pending.Hash, tag) : null;
        return holder is not null && LockHolder.IsAlive(holder) ? pending with { RunningBy = holder } : pending;
    }

    private static string HashOf(string path) => Path.GetFileName(path).Split('.')[0];

    private PendingUpload Describe(string path, UploadState state, DateTimeOffset lastProgress)
    {
        var (file, difference, hasSameSize) = Compare(state.File);
        return new PendingUpload
        {
            StateFile = path,
            Hash = HashOf(path),
            Path = state.File?.Path,
            Episode = EpisodeOf(state.Target),
            Name = NameOf(state.Target),
            Type = state.Type,
            Size = state.File?.Identity.Size,
            Parts = state.TotalParts,
            PartsDone = state.Step < UploadStepName.CompleteMultipart
                ? Math.Min(state.TotalParts, state.CompletedParts.Count)
                : state.TotalParts,
            Step = state.Step,
            RemovesSource = state.RemovesSource,
            Lake = state.Lake?.Name,
            StartedAt = state.StartedAt,
            LastProgress = lastProgress,
            File = file,
            Difference = difference,
            HasSameSize = hasSameSize,
        };
    }

    private static EpisodeAddress? EpisodeOf(StateTarget? target) =>
        target is null ? null : EpisodeAddress.TryOf(target.Namespace, target.Space, target.Episode);

    private static AssetName? NameOf(StateTarget? target)
    {
        try
        {
            return target is null ? null : AssetName.Parse(target.Name);
        }
        catch (FormatException)
        {
            // Another version's name: the state does not say it in words of ours.
            return null;
        }
    }

    // How its file compares, and the two sizes where there is one.
    private (PendingFile File, string? Difference, bool HasSameSize) Compare(StateFile? file)
    {
        if (file is null) return (PendingFile.Unknown, null, false);
        try
        {
            var now = FileIdentity.Of(_store.Disk, file.Path);
            return file.Identity.DifferenceTo(now) is null
                ? (PendingFile.Unchanged, null, true)
                : (PendingFile.Changed, file.Identity.DifferencesTo(now), file.Identity.Size == now.Size);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return (PendingFile.Missing, null, false);
        }
    }

    private sealed class Holding : List<HeldLock>, IDisposable
    {
        public void Dispose() => ForEach(held => held.Dispose());
    }
}
