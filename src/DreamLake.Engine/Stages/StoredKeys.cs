namespace DreamLake.Engine.Stages;

/// <summary>What this run has brought under which key, the last few thousand of it.</summary>
/// <remarks>
/// A key holds 16 digits of a content's hash, which two contents may share: each is told from the other by its whole SHA-256.
/// What was forgotten costs no more than bytes sent again; a run of a million files costs no more memory than one of a few thousand.
/// </remarks>
internal sealed class StoredKeys
{
    private const int RememberedKeys = 16 * 1024;
    private const int RememberedContents = 1024;

    private readonly Dictionary<string, string> _contentOfKey = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stored = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestFirst = [];
    private readonly Queue<string> _oldestStoredFirst = [];

    /// <summary>A content is about to be sent under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="sha256">The content: 64 hex digits.</param>
    /// <returns>False where another content was, or is being, sent under it.</returns>
    public bool TryClaim(string key, string sha256)
    {
        lock (_stored)
        {
            if (!_contentOfKey.TryAdd(key, sha256)) return _contentOfKey[key] == sha256;
            _oldestFirst.Enqueue(key);
            if (_contentOfKey.Count > RememberedKeys) _contentOfKey.Remove(_oldestFirst.Dequeue());
            return true;
        }
    }

    /// <summary>A content's multipart upload was completed.</summary>
    /// <param name="key">Its key in the staging pool.</param>
    /// <param name="sha256">The content: 64 hex digits.</param>
    public void Add(string key, string sha256)
    {
        TryClaim(key, sha256);
        lock (_stored)
        {
            if (!_stored.Add(NameOf(key, sha256))) return;
            _oldestStoredFirst.Enqueue(NameOf(key, sha256));
            if (_stored.Count > RememberedContents) _stored.Remove(_oldestStoredFirst.Dequeue());
        }
    }

    /// <summary>Whether this run stored a content.</summary>
    public bool Contains(string key, string sha256)
    {
        lock (_stored) return _stored.Contains(NameOf(key, sha256));
    }

    private static string NameOf(string key, string sha256) => $"{key} {sha256}";
}
