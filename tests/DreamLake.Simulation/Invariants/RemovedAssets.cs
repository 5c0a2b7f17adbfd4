namespace DreamLake.Simulation.Invariants;

/// <summary>What somebody has taken out of the lake: what is not promised any more, and by whom.</summary>
internal sealed class RemovedAssets
{
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Whether anything was ever asked to be purged: its bytes may go with it.</summary>
    public bool HasPurgedAny { get; private set; }

    /// <summary>An asset is asked to go: from here on nobody may count on it.</summary>
    public void Asked(string id, string name, bool forGood)
    {
        _gone.Add(id);
        _names.Add(name);
        HasPurgedAny |= forGood;
    }

    /// <summary>An asset was asked to come back, and the lake has said that it has.</summary>
    public void CameBack(string id) => _gone.Remove(id);

    /// <summary>Whether an asset may be missing.</summary>
    public bool MayBeGone(string? id) => id is not null && _gone.Contains(id);

    /// <summary>Whether any asset of a name was asked to go.</summary>
    public bool HasTouched(string name) => _names.Contains(name);
}
