using System.Collections.Concurrent;
using DreamLake.Bss.Tables;
using DreamLake.Lambda;

namespace DreamLake.Bss.Streaming;

/// <summary>Where media's splits lie.</summary>
/// <remarks>A split that is done stays where it is: the table is asked once, however many segments are read.</remarks>
internal sealed class SplitPlaces(JobQueue jobs)
{
    private const int MostRemembered = 10_000;
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>The place of a medium's split; null where it has none, or not yet.</summary>
    public async Task<string?> FindAsync(Medium medium, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(medium.Id, out var known)) return known;
        if (await jobs.FindAsync([medium.Id], cancellationToken) is not [{ Place: { } place }]) return null;
        if (_known.Count >= MostRemembered) _known.Clear();
        return _known[medium.Id] = place;
    }
}
