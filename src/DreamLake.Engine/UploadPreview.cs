using DreamLake.Disk;
using DreamLake.Engine.Content;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;
using DreamLake.Engine.Steps;
using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>What an upload of a file would be, told without sending or writing anything.</summary>
/// <param name="Episode">Where it would go, with its namespace.</param>
/// <param name="Name">The asset's name.</param>
/// <param name="Type">The asset's type.</param>
/// <param name="Size">Bytes of the file.</param>
/// <param name="Parts">How many parts it has.</param>
/// <param name="PartsDone">How many of them an earlier run has sent.</param>
/// <param name="IsResume">Whether an earlier run began it.</param>
public sealed record UploadPreview(
    EpisodeAddress Episode, AssetName Name, AssetType Type, long Size, int Parts, int PartsDone, bool IsResume)
{
    /// <summary>
    /// Looks at a file and at the state folder. The file is read only where a pending upload of the same size and target might be its own.
    /// </summary>
    /// <param name="request">The file, and where to.</param>
    /// <param name="lake">Which lake it would go to.</param>
    /// <param name="options">Where states lie; null means the defaults.</param>
    /// <param name="time">The clock; null means the system's.</param>
    /// <param name="cancellationToken">Ends a read.</param>
    /// <exception cref="UploadException">The file could not be uploaded.</exception>
    public static async Task<UploadPreview> OfAsync(
        UploadRequest request,
        LakeConnection lake,
        UploadOptions? options = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new UploadOptions();
        var disk = new LocalDisk();
        time ??= TimeProvider.System;
        var store = new StateStore(options.StateFolder, disk, time);
        var target = UploadTarget.Of(request, lake);
        var plan = Look(disk, request.Path);
        var candidates = store.All().Select(entry => entry.State).Where(state => MayBe(state, target, plan)).ToArray();
        var found = candidates.Length == 0
            ? null
            : await FindAsync(candidates, new Looked(request, target, store, options, time), cancellationToken).ConfigureAwait(false);
        return new UploadPreview(
            target.Episode, target.Name, target.Type, plan.FileSize, plan.Count, found?.CompletedParts.Count ?? 0, found is not null);
    }

    private static PartPlan Look(IDisk disk, string path)
    {
        try
        {
            return PartPlan.For(FileErrors.Look(disk, path).Size);
        }
        catch (Exception fault) when (FileErrors.Of(path, fault) is { } error)
        {
            throw error;
        }
    }

    private static bool MayBe(UploadState state, UploadTarget target, PartPlan plan) =>
        state.Key.StartsWith(StagingKey.For(target.Namespace, target.Space, ""), StringComparison.Ordinal)
        && (state.Target is null || state.Target == target.ToState())
        && (state.Type is null || state.Type == target.Type)
        && state.TotalParts == plan.Count
        && (state.File is null || state.File.Identity.Size == plan.FileSize);

    private static async Task<UploadState?> FindAsync(UploadState[] candidates, Looked at, CancellationToken cancellationToken)
    {
        using var identify = new IdentifyFile(at.Store.Disk, new KnownFiles(at.Store), at.Options, at.Time);
        var progress = new RunProgress().Begin(at.Request.Path, at.Time.GetTimestamp());
        var upload = new Upload(at.Request, at.Target, progress, new StoredKeys(), notes: null);
        using var file = await identify.RunAsync(upload, cancellationToken).ConfigureAwait(false);
        return Array.Find(candidates, state => state.Key == file.Key && !StateOwnership.IsOfOtherContent(state, file));
    }

    /// <summary>What is looked at, and how.</summary>
    private sealed record Looked(UploadRequest Request, UploadTarget Target, StateStore Store, UploadOptions Options, TimeProvider Time);
}
