using DreamLake.Engine.Content;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;
using DreamLake.Engine.Steps;

namespace DreamLake.Engine;

/// <summary>Tells what uploads would be, without sending or writing anything.</summary>
/// <remarks>
/// One serves a whole run: the state folder is read once, at its first file, and what a later process begins there is not seen. A file is
/// read only where a pending upload of the same size and target might be its own.
/// </remarks>
public sealed class UploadPreviews
{
    private readonly UploadOptions _options;
    private readonly TimeProvider _time;
    private readonly StateStore _store;
    private readonly Lazy<PendingStates> _pending;

    /// <summary>Previews by the states of a folder.</summary>
    /// <param name="options">Where states lie; null means the defaults.</param>
    /// <param name="time">The clock; null means the system's.</param>
    public UploadPreviews(UploadOptions? options = null, TimeProvider? time = null)
        : this(
            options ?? new UploadOptions(),
            time ?? TimeProvider.System,
            new StateStore((options ?? new UploadOptions()).StateFolder, time: time))
    {
    }

    /// <summary>Previews by the states of a given store.</summary>
    internal UploadPreviews(UploadOptions options, TimeProvider time, StateStore store)
    {
        (_options, _time, _store) = (options, time, store);
        _pending = new Lazy<PendingStates>(() => new PendingStates(store.All()));
    }

    /// <summary>Looks at a file.</summary>
    /// <param name="request">The file, and where to.</param>
    /// <param name="lake">Which lake it would go to.</param>
    /// <param name="cancellationToken">Ends a read.</param>
    /// <exception cref="UploadException">The file could not be uploaded.</exception>
    public async Task<UploadPreview> OfAsync(UploadRequest request, LakeConnection lake, CancellationToken cancellationToken = default)
    {
        var target = UploadTarget.Of(request, lake);
        var plan = Look(request.Path);
        var candidates = _pending.Value.CandidatesFor(target, plan);
        var found = candidates.Count == 0 ? null : await FindAsync(request, target, candidates, cancellationToken).ConfigureAwait(false);
        return new UploadPreview(
            target.Episode, target.Name, target.Type, plan.FileSize, plan.Count, found?.PartsDone ?? 0, found is not null);
    }

    private PartPlan Look(string path)
    {
        try
        {
            return PartPlan.For(FileErrors.Look(_store.Disk, path).Size, _options.PartSize);
        }
        catch (Exception fault) when (FileErrors.Of(path, fault) is { } error)
        {
            throw error;
        }
    }

    private async Task<PendingState?> FindAsync(
        UploadRequest request, UploadTarget target, IReadOnlyList<PendingState> candidates, CancellationToken cancellationToken)
    {
        using var identify = new IdentifyFile(
            _store.Disk, new KnownFiles(_store, _pending.Value.StateOfFile), hashed: null, _options, _time);
        var progress = new RunProgress().Begin(request.Path, _time.GetTimestamp());
        var upload = new Upload(request, target, progress, new StoredKeys(), notes: null);
        using var file = await identify.RunAsync(upload, cancellationToken).ConfigureAwait(false);
        return candidates.FirstOrDefault(state => state.Key == file.Key && (state.Sha256 is null || state.Sha256 == file.Digest.Sha256));
    }
}
