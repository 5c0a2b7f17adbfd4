using Microsoft.IdentityModel.Tokens;

namespace DreamLake.Hosting.Keys;

/// <summary>The keys of a lake as one process knows them: the newest signs, and all that are not retired verify.</summary>
public sealed class KeyRing
{
    private readonly TimeProvider _time;
    private volatile IReadOnlyList<RingKey> _live;

    /// <summary>A ring of one key.</summary>
    /// <param name="first">The keys that the lake began with, from its file of secrets.</param>
    /// <param name="time">The clock that says which key signs.</param>
    public KeyRing(LakeKeys first, TimeProvider time)
    {
        First = first;
        _time = time;
        _live = [new RingKey(KeyTable.FirstId, first, DateTimeOffset.MinValue)];
    }

    /// <summary>Called after the keys have changed, from a thread of its own.</summary>
    public event Action? Changed;

    /// <summary>What signs now.</summary>
    public LakeKeys Signing => Ordered()[0].Keys;

    /// <summary>What signs addresses now, and after it what else verifies them.</summary>
    public IReadOnlyList<byte[]> UrlKeys() => [.. Ordered().Select(key => key.Keys.UrlKey)];

    /// <summary>The keys that the lake began with. They seal all later ones, retired or not.</summary>
    internal LakeKeys First { get; }

    /// <summary>What verifies tokens now.</summary>
    internal IEnumerable<SecurityKey> TokenKeys() => _live.Select(key => key.TokenKey);

    /// <summary>Takes the keys that are not retired, the newest first.</summary>
    internal void Replace(IReadOnlyList<RingKey> live)
    {
        var isSame = live.Select(key => key.Id).SequenceEqual(_live.Select(key => key.Id));
        if (isSame) return;
        _live = live;
        Changed?.Invoke();
    }

    /// <summary>The one that signs before the others. A key that nobody may sign with yet is known to every process by the time.</summary>
    private IReadOnlyList<RingKey> Ordered()
    {
        var live = _live;
        if (live.Count == 1) return live;
        var now = _time.GetUtcNow();
        var signing = live.FirstOrDefault(key => key.SignsFrom <= now) ?? live[^1];
        return [signing, .. live.Where(key => key != signing)];
    }
}

/// <summary>One pair of secrets of a ring.</summary>
internal sealed record RingKey(string Id, LakeKeys Keys, DateTimeOffset SignsFrom)
{
    /// <summary>Made once: each new one has the framework build a verifier.</summary>
    public SecurityKey TokenKey { get; } = new SymmetricSecurityKey(Keys.TokenSecret);
}
