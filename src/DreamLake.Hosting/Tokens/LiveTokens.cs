using System.Collections.Concurrent;

namespace DreamLake.Hosting.Tokens;

/// <summary>Whether tokens still count. The table is asked of each at most once in some seconds, however many requests bring it.</summary>
internal sealed class LiveTokens(TokenTable table, TimeProvider time)
{
    // A token that was taken back is refused within 5 s: that leaves two for the answer itself.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(3);
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<string, (bool IsLive, long At)> _known = new(StringComparer.Ordinal);

    /// <summary>Whether a token counts.</summary>
    /// <param name="id">Its id (<c>jti</c>).</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> IsLiveAsync(string id, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(id, out var known) && time.GetElapsedTime(known.At) < Remembered) return known.IsLive;
        // Taken before the question: an answer is never believed for longer than it is true.
        var at = time.GetTimestamp();
        var isLive = await table.IsLiveAsync(id, cancellationToken);
        if (_known.Count >= MostRemembered) _known.Clear();
        _known[id] = (isLive, at);
        return isLive;
    }
}
