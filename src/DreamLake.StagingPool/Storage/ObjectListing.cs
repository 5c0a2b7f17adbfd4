namespace DreamLake.StagingPool.Storage;

/// <summary>What a client asks of a listing.</summary>
internal sealed record ListingQuery(string Prefix, string Delimiter, string After, int Limit);

/// <summary>A page of a listing.</summary>
/// <param name="Objects">The objects, in order.</param>
/// <param name="CommonPrefixes">What stands for the keys that share a prefix up to the delimiter.</param>
/// <param name="Next">The last name of this page where there are more behind it; null on the last page.</param>
internal sealed record ListingPage(IReadOnlyList<ObjectManifest> Objects, IReadOnlyList<string> CommonPrefixes, string? Next);

/// <summary>Lists a bucket's objects, a page at a time.</summary>
internal sealed class ObjectListing(PoolFolder pool, ObjectStore objects)
{
    public async Task<ListingPage> ReadAsync(string bucket, ListingQuery query, CancellationToken cancellationToken)
    {
        var found = new List<ObjectManifest>();
        var prefixes = new List<string>();
        var last = "";
        if (query.Limit == 0) return new ListingPage(found, prefixes, Next: null);
        foreach (var name in Names(bucket, query))
        {
            if (found.Count + prefixes.Count == query.Limit) return new ListingPage(found, prefixes, last);
            if (name.IsFolder) prefixes.Add(name.Name);
            else if (await objects.FindAsync(bucket, name.Name, cancellationToken) is { } manifest) found.Add(manifest);
            last = name.Name;
        }

        return new ListingPage(found, prefixes, Next: null);
    }

    /// <summary>How many objects a bucket has, and how many bytes these have together.</summary>
    public async Task<(long Count, long Bytes)> CountAsync(string bucket, CancellationToken cancellationToken)
    {
        var (count, bytes) = (0L, 0L);
        foreach (var name in new KeyWalk(pool.Files.Disk, pool.Objects(bucket), prefix: "", after: "", gather: false).Names())
        {
            if (await objects.FindAsync(bucket, name.Name, cancellationToken) is not { } manifest) continue;
            (count, bytes) = (count + 1, bytes + manifest.Size);
        }

        return (count, bytes);
    }

    private IEnumerable<WalkedName> Names(string bucket, ListingQuery query)
    {
        var walk = new KeyWalk(pool.Files.Disk, pool.Objects(bucket), query.Prefix, query.After, gather: query.Delimiter == "/");
        return query.Delimiter is "" or "/" ? walk.Names() : Gathered(walk.Names(), query);
    }

    // A delimiter other than the slash is not the folders' own, so every key is looked at.
    private static IEnumerable<WalkedName> Gathered(IEnumerable<WalkedName> names, ListingQuery query)
    {
        var last = "";
        foreach (var name in names)
        {
            var at = name.Name.IndexOf(query.Delimiter, query.Prefix.Length, StringComparison.Ordinal);
            var common = at < 0 ? null : name.Name[..(at + query.Delimiter.Length)];
            if (common is null) yield return name;
            else if (common != last && common != query.After) yield return new WalkedName(last = common, IsFolder: true);
        }
    }
}
