using DreamLake.Engine.Content;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>
/// What previews keep of a state: enough to tell whose it may be, and little, because a folder may hold many states of many parts.
/// </summary>
/// <param name="Key">The key in the staging pool.</param>
/// <param name="Type">The asset's type, where it is told.</param>
/// <param name="TotalParts">How many parts the file has.</param>
/// <param name="PartsDone">How many of them are stored.</param>
/// <param name="PartSize">Bytes of a part, where they are told.</param>
/// <param name="Size">Bytes of the file, where they are told.</param>
/// <param name="Sha256">The whole SHA-256, 64 hex digits, where it is told.</param>
internal sealed record PendingState(string Key, AssetType? Type, int TotalParts, int PartsDone, long? PartSize, long? Size, string? Sha256)
{
    /// <summary>Whether the state may be of a file, as far as its target and its plan tell.</summary>
    public bool MayBeOf(UploadTarget target, PartPlan plan) =>
        Key.StartsWith(StagingKey.For(target.Namespace, target.Space, ""), StringComparison.Ordinal)
        && (Type is null || Type == target.Type)
        && TotalParts == plan.Count
        && (PartSize ?? plan.PartSize) == plan.PartSize
        && (Size ?? plan.FileSize) == plan.FileSize;
}

/// <summary>
/// The states of a folder as one look found them, by target and by file: to find a file's costs the same however many there are.
/// </summary>
internal sealed class PendingStates
{
    private readonly Dictionary<StateTarget, List<PendingState>> _byTarget = [];
    private readonly List<PendingState> _withoutTarget = [];
    private readonly Dictionary<string, string> _stateOfFile = new(StringComparer.Ordinal);

    /// <summary>Takes a look.</summary>
    /// <param name="states">The folder's states, each by its path.</param>
    public PendingStates(IEnumerable<(string Path, UploadState State)> states)
    {
        foreach (var (path, state) in states) Add(path, state);
    }

    /// <summary>The state file of each hashed file, by the file's full path.</summary>
    public IReadOnlyDictionary<string, string> StateOfFile => _stateOfFile;

    /// <summary>The states that may be of a file that goes to a target. Other clients' states name none, and may be of any.</summary>
    public IReadOnlyList<PendingState> CandidatesFor(UploadTarget target, PartPlan plan)
    {
        var own = _byTarget.TryGetValue(target.ToState(), out var states) ? states : [];
        return [.. own.Concat(_withoutTarget).Where(state => state.MayBeOf(target, plan))];
    }

    private void Add(string path, UploadState state)
    {
        var sha256 = state.File?.Sha256 is { Length: 64 } whole ? whole : null;
        var pending = new PendingState(
            state.Key, state.Type, state.TotalParts, state.CompletedParts.Count, state.PartSize, state.File?.Identity.Size, sha256);
        if (state.Target is not { } target) _withoutTarget.Add(pending);
        else if (_byTarget.TryGetValue(target, out var states)) states.Add(pending);
        else _byTarget[target] = [pending];
        if (KnownFiles.PathOfHashed(path, state) is { } file) _stateOfFile[file] = path;
    }
}
