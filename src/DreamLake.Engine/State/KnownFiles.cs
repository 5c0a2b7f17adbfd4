using DreamLake.Engine.Content;

namespace DreamLake.Engine.State;

/// <summary>Files whose hash an interrupted run left in a state: a file that is surely the same need not be read again.</summary>
internal sealed class KnownFiles
{
    private readonly StateStore _store;
    private readonly Lazy<IReadOnlyDictionary<string, string>> _stateOfFile;

    /// <summary>Those of a state folder. It is read once, at the first question; of each state only its place is kept.</summary>
    public KnownFiles(StateStore store) => (_store, _stateOfFile) = (store, new(() => StatesOfFiles(store.All())));

    /// <summary>Those that a look at the state folder found.</summary>
    /// <param name="store">Where the states are.</param>
    /// <param name="stateOfFile">The state file of each hashed file, by the file's full path.</param>
    public KnownFiles(StateStore store, IReadOnlyDictionary<string, string> stateOfFile) =>
        (_store, _stateOfFile) = (store, new(stateOfFile));

    /// <summary>The full path of the file that a state has the whole hash of; null where it has none.</summary>
    public static string? PathOfHashed(string statePath, UploadState state) => HashedFile(statePath, state)?.Path;

    /// <summary>The digests of a file, and when it was hashed; null where it is not known or not surely the same.</summary>
    public (ContentDigest Digest, DateTimeOffset HashedAt)? Find(string path, FileIdentity identity, PartPlan plan)
    {
        var fullPath = Path.GetFullPath(path);
        if (!_stateOfFile.Value.TryGetValue(fullPath, out var statePath) || _store.Read(statePath).State is not { } state) return null;
        if (HashedFile(statePath, state) is not { Sha256: { } sha256, HashedAt: { } hashedAt } file || file.Path != fullPath) return null;
        if (!file.Identity.IsSurely(identity) || !identity.IsSettledBy(hashedAt) || state.PartSize != plan.PartSize) return null;
        return ContentDigest.ReadParts(state.PartDigests, plan.Count) is { } parts
            ? (new ContentDigest(sha256, plan.PartSize, parts), hashedAt)
            : null;
    }

    private static Dictionary<string, string> StatesOfFiles(IEnumerable<(string Path, UploadState State)> states)
    {
        var stateOfFile = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, state) in states)
        {
            if (PathOfHashed(path, state) is { } file) stateOfFile[file] = path;
        }

        return stateOfFile;
    }

    // A state file is named by its content's hash. Where its digest is of another content, the document is broken and proves nothing.
    private static StateFile? HashedFile(string path, UploadState state) =>
        state.File is { Sha256.Length: 64, HashedAt: not null } file
        && Path.GetFileName(path).StartsWith(file.Sha256[..16], StringComparison.Ordinal)
            ? file
            : null;
}
