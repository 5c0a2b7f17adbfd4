using DreamLake.Engine.Content;

namespace DreamLake.Engine.State;

/// <summary>Files whose hash an interrupted run left in a state: a file that is surely the same need not be read again.</summary>
/// <remarks>The state folder is read once, at the first question; of each state only its place is kept.</remarks>
internal sealed class KnownFiles(StateStore store)
{
    // File systems tell times to 2 s at the coarsest: a file written closer to its hashing may have changed unseen.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private readonly Lazy<Dictionary<string, string>> _stateOfPath = new(() =>
    {
        var states = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, state) in store.All())
        {
            if (HashedFile(path, state) is { } file) states[file.Path] = path;
        }

        return states;
    });

    /// <summary>The digests of a file, and when it was hashed; null where it is not known or not surely the same.</summary>
    public (ContentDigest Digest, DateTimeOffset HashedAt)? Find(string path, FileIdentity identity, PartPlan plan)
    {
        var fullPath = Path.GetFullPath(path);
        if (!_stateOfPath.Value.TryGetValue(fullPath, out var statePath) || store.Read(statePath).State is not { } state) return null;
        if (HashedFile(statePath, state) is not { Sha256: { } sha256, HashedAt: { } hashedAt } file || file.Path != fullPath) return null;
        if (!file.Identity.IsSurely(identity) || !IsSettled(identity, hashedAt) || state.PartSize != plan.PartSize) return null;
        return ContentDigest.ReadParts(state.PartDigests, plan.Count) is { } parts
            ? (new ContentDigest(sha256, plan.PartSize, parts), hashedAt)
            : null;
    }

    // A change after the hashing began by the file system's clock: then that runs ahead of ours, and its times prove nothing.
    private static bool IsSettled(FileIdentity identity, DateTimeOffset hashedAt) =>
        identity.LastWrite <= hashedAt - Settled && identity.Changed <= hashedAt;

    // The state file's name is the content's: a digest that says another is broken, and whoever believed it would store under a false name.
    private static StateFile? HashedFile(string path, UploadState state) =>
        state.File is { Sha256.Length: 64, HashedAt: not null } file
        && Path.GetFileName(path).StartsWith(file.Sha256[..16], StringComparison.Ordinal)
            ? file
            : null;
}
