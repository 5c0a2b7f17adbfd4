using System.Text.RegularExpressions;
using DreamLake.Bss.Contents;
using DreamLake.Bss.Tables;
using DreamLake.Lambda;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Upkeep;

/// <summary>
/// Removes what was split until version 0.1 of media that were purged. It lies where a space's contents share what they have in common:
/// each object goes with the last medium that has it.
/// </summary>
/// <remarks>No split is written there any more, so that those of a space are only ever fewer.</remarks>
internal sealed partial class SharedSplitRemoval(JobQueue jobs, StoredObjects objects)
{
    private const string Chunks = "../chunks/";
    private const string Playlists = "/playlists/";

    /// <summary>Whether a key is of a playlist or a picture there.</summary>
    public static bool IsMeantBy(string key) => OfSharedPlace().IsMatch(key);

    /// <summary>Removes one, and with a playlist the segments that no other there lists, unless a medium has it still.</summary>
    /// <param name="db">BSS's tables.</param>
    /// <param name="key">Its S3 key.</param>
    /// <param name="cancellationToken">Gives up; done again, it goes on.</param>
    public async Task RemoveAsync(MediaContext db, string key, CancellationToken cancellationToken)
    {
        var (owner, project) = (key.Split('/')[0], key.Split('/')[1]);
        var used = await FindUsedAsync(db, owner, project, cancellationToken);
        if (used.Contains(key)) return;
        if (IsPlaylist(key)) await RemoveSegmentsAsync(owner, project, key, used.Where(IsPlaylist), cancellationToken);
        // Last: it is what names the others, should this be cut off.
        await objects.RemoveAsync(key, cancellationToken);
    }

    private async Task<HashSet<string>> FindUsedAsync(MediaContext db, string owner, string project, CancellationToken cancellationToken)
    {
        var splits = await jobs.FindSharedSplitsAsync(owner, project, cancellationToken);
        var there = await db.Media.Where(medium => medium.Owner == owner && medium.Project == project).Select(medium => medium.Id)
            .ToHashSetAsync(cancellationToken);
        var place = StreamKeys.SharedPlace(owner, project);
        return [.. splits.Where(split => there.Contains(split.MediaId)).SelectMany(split => StreamKeys.NamedBy(place, split.Metadata))];
    }

    private async Task RemoveSegmentsAsync(
        string owner, string project, string playlist, IEnumerable<string> others, CancellationToken cancellationToken)
    {
        var segments = await SegmentsOfAsync(owner, project, playlist, cancellationToken);
        foreach (var other in others)
        {
            if (segments.Count == 0) return;
            segments.ExceptWith(await SegmentsOfAsync(owner, project, other, cancellationToken));
        }

        foreach (var segment in segments) await objects.RemoveAsync(segment, cancellationToken);
    }

    private async Task<HashSet<string>> SegmentsOfAsync(
        string owner, string project, string playlist, CancellationToken cancellationToken)
    {
        using var stored = await objects.OpenAsync(playlist, cancellationToken);
        if (stored is null) return [];
        using var reader = new StreamReader(stored.ResponseStream);
        var lines = (await reader.ReadToEndAsync(cancellationToken)).Split('\n');
        return [.. lines.Where(line => line.StartsWith(Chunks, StringComparison.Ordinal))
            .Select(line => $"{owner}/{project}/segments/{line[Chunks.Length..].Trim()}")];
    }

    private static bool IsPlaylist(string key) => key.Contains(Playlists, StringComparison.Ordinal);

    [GeneratedRegex(@"^[^/]+/[^/]+/(playlists|pictures)/[^/]+\z")]
    private static partial Regex OfSharedPlace();
}
