using DreamLake.Engine.Content;

namespace DreamLake.Engine.State;

/// <summary>Files whose hash an interrupted run left in a state: a file of the same path, size, last write and id need not be read again.</summary>
/// <remarks>The state folder is read once, at the first question.</remarks>
internal sealed class KnownFiles(StateStore store)
{
    // File systems tell times to 2 s at the coarsest: a file written closer to its hashing may have changed unseen.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private readonly Lazy<Dictionary<string, UploadState>> _byPath = new(() =>
    {
        var states = new Dictionary<string, UploadState>(StringComparer.Ordinal);
        foreach (var (path, state) in store.All())
        {
            // The file's name is the content's: a digest that says another is broken, and whoever believed it would store under a false name.
            if (state.File is { Sha256.Length: 64, HashedAt: not null } file && Path.GetFileName(path).StartsWith(file.Sha256[..16], StringComparison.Ordinal)) states[file.Path] = state;
        }

        return states;
    });

    /// <summary>The digests of a file, and when it was hashed; null where it is not known or not surely the same.</summary>
    public (ContentDigest Digest, DateTimeOffset HashedAt)? Find(string path, FileIdentity identity, PartPlan plan)
    {
        if (!_byPath.Value.TryGetValue(Path.GetFullPath(path), out var state) || state.File is not { Sha256: { Length: 64 } sha256, HashedAt: { } hashedAt } file) return null;
        if (file.Identity.FileId is null || file.Identity != identity || identity.LastWrite + Settled > hashedAt || state.PartSize != plan.PartSize) return null;
        return ContentDigest.ReadParts(state.PartDigests, plan.Count) is { } parts ? (new ContentDigest(sha256, plan.PartSize, parts), hashedAt) : null;
    }
}
