using System.Collections.Concurrent;

namespace DreamLake.Engine.Steps;

/// <summary>The keys whose bytes this run has stored: the same content for a further target is only registered.</summary>
internal sealed class StoredKeys
{
    private readonly ConcurrentDictionary<string, bool> _keys = new(StringComparer.Ordinal);

    /// <summary>A key whose multipart upload was completed.</summary>
    public void Add(string key) => _keys[key] = true;

    /// <summary>Whether this run stored it.</summary>
    public bool Contains(string key) => _keys.ContainsKey(key);
}
