using DreamLake.Engine.Content;
using DreamLake.Engine.Lookup;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;
using DreamLake.Engine.Steps;
using DreamLake.Protocol;

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
    private readonly Dictionary<UploadRequest, NameAnswer> _answers = [];
    private bool _isAsking = true;

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

    /// <summary>
    /// Whether a file whose content is not known is read where the lake has one of its name and size. If not, it counts as one to send.
    /// Default: true.
    /// </summary>
    private bool ReadsFiles { get; init; } = true;

    /// <summary>
    /// Previews for the plan of a run that is about to begin: no file is read for it, and what goes wrong is for the run to tell.
    /// </summary>
    /// <param name="options">The run's.</param>
    public static UploadPreviews OfPlan(UploadOptions options) => new(options with { Notes = null }) { ReadsFiles = false };

    /// <summary>
    /// Asks the lake what it has under the names of files, up to 1,000 with one question: previews of these files then tell of it.
    /// </summary>
    /// <remarks>Answers to earlier questions are forgotten. A lake that does not answer, or knows no question, is asked once.</remarks>
    /// <param name="requests">The files.</param>
    /// <param name="lake">The lake that is asked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AskAsync(IEnumerable<UploadRequest> requests, LakeConnection lake, CancellationToken cancellationToken = default)
    {
        _answers.Clear();
        if (!_isAsking) return;
        using var http = new LakeHttp(new ServerClocks(_time), _options.PrimaryHandler);
        var calls = new ControlCalls(http, "DreamLake Server", lake.Server, lake.GetTokenAsync, _time);
        var questions = new NameQuestions(new ServerClient(calls, new Pipelines(_options, _time)), lake, _options, _time);
        foreach (var asked in questions.Ask([.. requests], cancellationToken))
        {
            var answer = await asked.AnswerAsync(cancellationToken).ConfigureAwait(false);
            _answers[asked.Request] = answer;
            _isAsking &= answer.IsTold || asked.IsWithoutName;
        }
    }

    /// <summary>Looks at a file.</summary>
    /// <param name="request">The file, and where to.</param>
    /// <param name="lake">Which lake it would go to.</param>
    /// <param name="cancellationToken">Ends a read.</param>
    /// <exception cref="UploadException">The file could not be uploaded.</exception>
    public async Task<UploadPreview> OfAsync(UploadRequest request, LakeConnection lake, CancellationToken cancellationToken = default)
    {
        var target = UploadTarget.Of(request, lake);
        var identity = Look(request.Path);
        var plan = PartPlan.For(identity.Size, _options.PartSize);
        var candidates = _pending.Value.CandidatesFor(target, plan);
        var found = candidates.Count == 0 ? null : await FindAsync(request, target, candidates, cancellationToken).ConfigureAwait(false);
        var preview = new UploadPreview(
            target.Episode, target.Name, target.Type, plan.FileSize, plan.Count, found?.PartsDone ?? 0, found is not null);
        return _answers.GetValueOrDefault(request) is { Asset: not null } answer
            ? await AgainstLakeAsync(preview, request, target, identity, answer, cancellationToken).ConfigureAwait(false)
            : preview;
    }

    // Contents of another size are others: only where the sizes are the same, and the hash is not known, is the file read.
    private async Task<UploadPreview> AgainstLakeAsync(
        UploadPreview preview, UploadRequest request, UploadTarget target, FileIdentity identity, NameAnswer answer,
        CancellationToken cancellationToken)
    {
        if (answer.Asset!.Size is { } size && size != identity.Size) return Replacing(preview, request, target, answer.Asset.Id);
        var sha256 = _store.HashedFiles.Find(Path.GetFullPath(request.Path), identity);
        if (sha256 is null)
        {
            if (!ReadsFiles) return preview;
            sha256 = await HashAsync(request, target, cancellationToken).ConfigureAwait(false);
        }

        return answer.Has(sha256, identity.Size)
            ? preview with { IsAlreadyStored = !preview.IsResume && !_options.SendsAgain }
            : Replacing(preview, request, target, answer.OtherThan(sha256));
    }

    private UploadPreview Replacing(UploadPreview preview, UploadRequest request, UploadTarget target, string? other) =>
        other is not null && _options.NoClobber ? throw NameErrors.Taken(request, target, other) : preview with { Replaces = other };

    private FileIdentity Look(string path)
    {
        try
        {
            var identity = FileErrors.Look(_store.Disk, path);
            // One that no plan holds is refused here.
            PartPlan.For(identity.Size, _options.PartSize);
            return identity;
        }
        catch (Exception fault) when (FileErrors.Of(path, fault) is { } error)
        {
            throw error;
        }
    }

    private async Task<PendingState?> FindAsync(
        UploadRequest request, UploadTarget target, IReadOnlyList<PendingState> candidates, CancellationToken cancellationToken)
    {
        var sha256 = await HashAsync(request, target, cancellationToken).ConfigureAwait(false);
        var key = StagingKey.For(target.Namespace, target.Space, sha256[..16]);
        return candidates.FirstOrDefault(state => state.Key == key && (state.Sha256 is null || state.Sha256 == sha256));
    }

    private async Task<string> HashAsync(UploadRequest request, UploadTarget target, CancellationToken cancellationToken)
    {
        using var identify = new IdentifyFile(
            _store.Disk, new KnownFiles(_store, _pending.Value.StateOfFile), hashed: null, _options, _time);
        var progress = new RunProgress().Begin(request.Path, _time.GetTimestamp());
        var upload = new Upload(request, target, progress, new StoredKeys(), notes: null);
        var file = await identify.RunAsync(upload, cancellationToken).ConfigureAwait(false);
        await using var disposal = file.ConfigureAwait(false);
        await file.ProveAsync(cancellationToken).ConfigureAwait(false);
        return file.Sha256;
    }
}
