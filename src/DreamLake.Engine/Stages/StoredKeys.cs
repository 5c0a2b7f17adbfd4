namespace DreamLake.Engine.Stages;

/// <summary>The keys whose bytes this run has stored, the last few of them: the same content for a further target is only registered.</summary>
/// <remarks>A key that was forgotten costs no more than its bytes sent again; a run of a million files costs no more memory than one of a thousand.</remarks>
internal sealed class StoredKeys
{
    private const int Remembered = 1024;

    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestFirst = [];

    /// <summary>A key whose multipart upload was completed.</summary>
    public void Add(string key)
    {
        lock (_keys)
        {
            if (!_keys.Add(key)) return;
            _oldestFirst.Enqueue(key);
            if (_keys.Count > Remembered) _keys.Remove(_oldestFirst.Dequeue());
        }
    }

    /// <summary>Whether this run stored it.</summary>
    public bool Contains(string key)
    {
        lock (_keys) return _keys.Contains(key);
    }
}
