using System.Text.RegularExpressions;
using DreamLake.Bss.Tables;
using DreamLake.Lambda;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Upkeep;

/// <summary>Tells which objects of the bucket some row refers to.</summary>
internal sealed partial class ObjectOwners(IDbContextFactory<MediaContext> contexts, JobQueue jobs)
{
    /// <summary>Those of some keys that no row refers to.</summary>
    public async Task<IReadOnlyList<string>> FindStraysAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var contentOf = keys.Where(key => !OfSharedPlace().IsMatch(key)).ToDictionary(key => key, ContentOf, StringComparer.Ordinal);
        var asked = contentOf.Values.ToHashSet(StringComparer.Ordinal);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        asked.ExceptWith(await db.Contents.Where(row => asked.Contains(row.Key)).Select(row => row.Key).ToListAsync(cancellationToken));
        if (asked.Count > 0)
        {
            asked.ExceptWith(await db.Removals.Where(row => asked.Contains(row.Key)).Select(row => row.Key).ToListAsync(cancellationToken));
            // One whose content's row was lost refers to nothing any more.
            var uploads = db.Uploads.Where(row => asked.Contains(row.S3Key)
                && (row.ContentId == null || db.Contents.Any(content => content.Id == row.ContentId)));
            asked.ExceptWith(await uploads.Select(row => row.S3Key).ToListAsync(cancellationToken));
        }

        var inUse = new HashSet<string>(StringComparer.Ordinal);
        foreach (var content in contentOf.Where(one => one.Key != one.Value).Select(one => one.Value).Where(asked.Contains).Distinct())
        {
            // Bytes that were mended since: media keep what was split from the former ones.
            if ((await jobs.FindSplitsOfAsync(content, cancellationToken)).Count > 0) inUse.Add(content);
        }

        return [.. contentOf.Where(one => asked.Contains(one.Value) && (one.Key == one.Value || !inUse.Contains(one.Value)))
            .Select(one => one.Key)];
    }

    /// <summary>The key of the content that an object was split from; its own where it was not.</summary>
    private static string ContentOf(string key) => OfSplit().Match(key) is { Success: true } split ? split.Groups["content"].Value : key;

    // As StreamKeys makes them; a namespace or a space may end alike.
    [GeneratedRegex(@"^(?<content>.+)\.split/(segments|playlists|pictures)/[^/]+\z")]
    private static partial Regex OfSplit();

    // What version 0.1 split lies in folders that all contents of a space share: whose an object is, nobody knows.
    [GeneratedRegex(@"^[^/]+/[^/]+/(segments|playlists|pictures)/[^/]+\z")]
    private static partial Regex OfSharedPlace();
}
