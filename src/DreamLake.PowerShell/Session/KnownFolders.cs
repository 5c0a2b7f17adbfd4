using System.Collections.Concurrent;
using DreamLake.Engine;
using DreamLake.PowerShell.Waiting;
using DreamLake.Protocol;

namespace DreamLake.PowerShell.Session;

/// <summary>The folders of episodes, asked of the lake when Tab first needs them, and kept for a minute.</summary>
internal sealed class KnownFolders
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (long At, Task<IReadOnlyList<string>> Asked)> _episodes = new(StringComparer.Ordinal);

    /// <summary>The folders of an episode; none where the lake does not answer in 300 ms: the next Tab finds what came later.</summary>
    /// <param name="choice">The lake.</param>
    /// <param name="episode">The episode, as it was typed.</param>
    public IReadOnlyList<string> Of(LakeChoice choice, string episode)
    {
        if (!EpisodeAddress.TryParse(episode, out var address, out _)) return [];
        var lake = LakeOf(choice);
        if (lake is null) return [];
        var key = $"{lake.Name} {address}";
        if (!_episodes.TryGetValue(key, out var known) || TimeProvider.System.GetElapsedTime(known.At) > Kept)
        {
            known = (TimeProvider.System.GetTimestamp(), Task.Run(() => new EpisodeFolders(lake).ListAsync(address)));
            _episodes[key] = known;
        }

        BlockingCall.Run(() => Task.WhenAny(known.Asked, Task.Delay(Deadline, TimeProvider.System)));
        return known.Asked.IsCompletedSuccessfully ? BlockingCall.Run(() => known.Asked) : [];
    }

    private static LakeConnection? LakeOf(LakeChoice choice)
    {
        try
        {
            return choice.Lake();
        }
        catch (FormatException)
        {
            // Tab is no place for errors.
            return null;
        }
    }
}
