namespace DreamLake.Engine.State;

/// <summary>
/// Which contents have states for further targets: <c>{hash}.{tag}.json</c>. In a folder of many states these are the few.
/// </summary>
internal sealed class FurtherTargets
{
    private readonly Dictionary<string, HashSet<string>> _tags = new(StringComparer.Ordinal);

    /// <summary>Those among the files of a folder.</summary>
    public FurtherTargets(IEnumerable<string> paths)
    {
        foreach (var path in paths) Add(path);
    }

    /// <summary>One more state; that of a content's first target is none of them.</summary>
    public void Add(string path)
    {
        if (Path.GetFileName(path).Split('.') is not [var hash, var tag, _]) return;
        lock (_tags)
        {
            if (!_tags.TryGetValue(hash, out var tags)) _tags[hash] = tags = new HashSet<string>(StringComparer.Ordinal);
            tags.Add(tag);
        }
    }

    /// <summary>The tags of a content's further targets.</summary>
    public IReadOnlyList<string> Of(string hash)
    {
        lock (_tags) return _tags.TryGetValue(hash, out var tags) ? [.. tags] : [];
    }
}
