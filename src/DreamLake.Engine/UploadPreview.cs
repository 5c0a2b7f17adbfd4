using DreamLake.Engine.Content;
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
public sealed record UploadPreview(EpisodeAddress Episode, AssetName Name, AssetType Type, long Size, int Parts, int PartsDone, bool IsResume)
{
    /// <summary>Looks at a file and at the state folder. The file is read only where a pending upload of the same size and target might be its own.</summary>
    /// <param name="request">The file, and where to.</param>
    /// <param name="lake">Which lake it would go to.</param>
    /// <param name="options">Where states lie; null means the defaults.</param>
    /// <param name="cancellationToken">Ends a read.</param>
    /// <exception cref="UploadException">The file could not be uploaded.</exception>
    public static async Task<UploadPreview> OfAsync(UploadRequest request, LakeConnection lake, UploadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new UploadOptions();
        var store = new StateStore(options.StateFolder);
        using var upload = new Upload(request, UploadTarget.Of(request, lake), startedAt: 0, notes: null, new StoredKeys(), new RunProgress());
        var (size, plan) = Look(request.Path);
        var candidates = store.All().Select(entry => entry.State).Where(state => MayBe(state, upload.Target, size, plan)).ToArray();
        var found = candidates.Length == 0 ? null : await FindAsync(candidates, upload, store, options, cancellationToken).ConfigureAwait(false);
        return new UploadPreview(upload.Target.Episode, upload.Target.Name, upload.Target.Type, size, plan.Count, found?.CompletedParts.Count ?? 0, found is not null);
    }

    private static (long Size, PartPlan Plan) Look(string path)
    {
        if (Directory.Exists(path)) throw new UploadException(UploadError.FileUnreadable, $"'{path}' is a folder.", "Name the files in it.");
        try
        {
            var size = FileIdentity.Of(path).Size;
            return (size, PartPlan.For(size));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UploadException(UploadError.FileNotFound, $"There is no file '{path}'.", "Check the path; nothing was sent of it.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UploadException(
                UploadError.FileUnreadable, $"'{path}' cannot be read: {fault.Message}", "Check the file and its rights, then run the same command again.", fault);
        }
        catch (ArgumentOutOfRangeException fault)
        {
            throw new UploadException(
                UploadError.FileUnreadable, $"'{path}' is larger than S3 takes: {PartPlan.MaxParts:N0} parts of 5 GiB.", "Split the file.", fault);
        }
    }

    private static bool MayBe(UploadState state, UploadTarget target, long size, PartPlan plan) =>
        state.Key.StartsWith(StagingKey.For(target.Namespace, target.Space, ""), StringComparison.Ordinal)
        && (state.Target is null || state.Target == target.ToState())
        && (state.Type is null || state.Type == target.Type)
        && state.TotalParts == plan.Count
        && (state.File is null || state.File.Identity.Size == size);

    private static async Task<UploadState?> FindAsync(UploadState[] candidates, Upload upload, StateStore store, UploadOptions options, CancellationToken cancellationToken)
    {
        using var identify = new IdentifyFile(store.Disk, new KnownFiles(store), options, TimeProvider.System);
        await identify.RunAsync(upload, cancellationToken).ConfigureAwait(false);
        return Array.Find(candidates, state => state.Key == upload.Key);
    }
}
