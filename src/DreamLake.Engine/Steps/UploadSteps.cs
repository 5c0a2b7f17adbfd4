using DreamLake.Disk;
using DreamLake.Engine.Checking;
using DreamLake.Engine.Freeing;
using DreamLake.Engine.Lookup;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;
using DreamLake.Engine.Waiting;

namespace DreamLake.Engine.Steps;

/// <summary>All steps of an upload, put together once for all files of an uploader.</summary>
internal sealed class UploadSteps : IDisposable
{
    private readonly IDisk _disk;
    private readonly IdentifyFile _identify;
    private readonly TakeLocks _takeLocks;
    private readonly UploadRoad _road;

    /// <summary>The steps.</summary>
    /// <param name="lake">Where to, and as whom.</param>
    /// <param name="http">The connections.</param>
    /// <param name="clocks">Learn what time it is at the lake.</param>
    /// <param name="pipelines">How calls are tried.</param>
    /// <param name="store">Where states are.</param>
    /// <param name="options">How uploads run.</param>
    /// <param name="time">The clock.</param>
    public UploadSteps(LakeConnection lake, LakeHttp http, ServerClocks clocks, Pipelines pipelines, StateStore store,
        UploadOptions options, TimeProvider time)
    {
        var bss = new BssClient(new ControlCalls(http, "BSS", lake.Bss, lake.GetTokenAsync, time), pipelines);
        var server = new ServerClient(new ControlCalls(http, "DreamLake Server", lake.Server, lake.GetTokenAsync, time), pipelines);
        Questions = new NameQuestions(server, lake, options, time);
        Names = new StoredNames(store, options);
        Wait = new LakeWait(server, options.Patience, time);
        Sources = new UploadedSources(store, new LakeWord(server, bss, options.Patience, time), lake, options, time);
        var sender = new PartSender(new PartClient(http, time), store.HashedFiles, pipelines, options, time);
        _disk = store.Disk;
        _identify = new IdentifyFile(store.Disk, new KnownFiles(store), store.HashedFiles, options, time);
        _takeLocks = new TakeLocks(store, time);
        _road = new UploadRoad(
            new FindState(store, bss, time),
            new InitMultipart(store, bss, time),
            new PutParts(store.Disk, bss, sender, clocks, options),
            new CompleteMultipart(store, bss),
            new RegisterInBss(bss, new ContentProof(bss, time)),
            new RegisterInServer(server, new Uri(LakeConnection.Shown(lake.Bss)), options.NoClobber),
            new TriggerLambda(new LambdaClient(http, pipelines, time)));
    }

    /// <summary>Before the first step: asks what the lake has under the files' names.</summary>
    public NameQuestions Questions { get; }

    /// <summary>Decides by the answers what need not be sent.</summary>
    public StoredNames Names { get; }

    /// <summary>At the very end: removes files that the lake has proven to have, where that was asked for.</summary>
    public UploadedSources Sources { get; }

    /// <summary>After the last step: waits for what the lake does by itself.</summary>
    public LakeWait Wait { get; }

    /// <summary>Before step 1: the asset of a file that the lake has and that need not be read for it; null where it has to be.</summary>
    /// <exception cref="UploadException">It cannot be looked at, or nothing may be replaced and another content has its name.</exception>
    public async Task<string?> FindUnreadAsync(Upload upload, AskedRequest asked, CancellationToken cancellationToken)
    {
        upload.Progress.Begin(_identify.Name);
        try
        {
            var identity = FileErrors.Look(_disk, upload.Request.Path);
            return await Names.FindUnreadAsync(upload, identity, asked, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (FileErrors.Of(upload.Request.Path, fault) is { } error)
        {
            throw error;
        }
    }

    /// <summary>Step 1: what a file's content is.</summary>
    /// <exception cref="UploadException">It cannot be read, or changes while it is.</exception>
    public Task<IdentifiedFile> IdentifyAsync(Upload upload, CancellationToken cancellationToken)
    {
        upload.Progress.Begin(_identify.Name);
        return _identify.RunAsync(upload, cancellationToken);
    }

    /// <summary>All further steps. Its locks are free when it answers, before anybody hears of the result.</summary>
    public async Task BringAsync(IdentifiedFile file, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var locked = await _takeLocks.RunAsync(file, cancellationToken).ConfigureAwait(false);
        await _road.TravelAsync(locked, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _identify.Dispose();
        Wait.Dispose();
    }
}
