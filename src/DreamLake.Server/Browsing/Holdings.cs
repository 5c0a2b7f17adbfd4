namespace DreamLake.Server.Browsing;

/// <summary>Sums assets up by what they are in.</summary>
internal static class Holdings
{
    /// <summary>A sum for each key.</summary>
    public static IQueryable<HeldSum<TKey>> By<TKey>(IQueryable<HeldAsset<TKey>> assets) =>
        assets.GroupBy(a => a.Key).Select(held => new HeldSum<TKey>
        {
            Key = held.Key,
            Videos = held.Count(a => a.Type == "video"),
            Sounds = held.Count(a => a.Type == "audio"),
            LabelTracks = held.Count(a => a.Type == "label-track"),
            TextTracks = held.Count(a => a.Type == "text-track"),
            Bytes = held.Sum(a => a.Size),
            Newest = held.Max(a => a.CreatedAt),
        });

    /// <summary>Some sums as one.</summary>
    public static Holding Together<TKey>(IReadOnlyCollection<HeldSum<TKey>> sums) => new(
        sums.Sum(sum => sum.Videos), sums.Sum(sum => sum.Sounds), sums.Sum(sum => sum.LabelTracks), sums.Sum(sum => sum.TextTracks),
        sums.Sum(sum => sum.Bytes), sums.Max(sum => sum.Newest));
}

/// <summary>What of an asset is summed up.</summary>
/// <typeparam name="TKey">What names the thing that it is in.</typeparam>
internal sealed class HeldAsset<TKey>
{
    public required TKey Key { get; init; }

    public required string Type { get; init; }

    public long Size { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A sum, as the database answers it.</summary>
/// <typeparam name="TKey">What names the thing that it is of.</typeparam>
internal sealed class HeldSum<TKey>
{
    public required TKey Key { get; init; }

    public int Videos { get; init; }

    public int Sounds { get; init; }

    public int LabelTracks { get; init; }

    public int TextTracks { get; init; }

    public long Bytes { get; init; }

    public DateTimeOffset Newest { get; init; }

    /// <summary>As a row of the tree.</summary>
    public TreeRow RowOf(string name) => new(name, new Holding(Videos, Sounds, LabelTracks, TextTracks, Bytes, Newest));
}
