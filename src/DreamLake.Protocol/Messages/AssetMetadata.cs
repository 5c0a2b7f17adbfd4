namespace DreamLake.Protocol;

/// <summary>What the lake found out of an asset's content, for listings. What is not known, or has no meaning, is left out.</summary>
public sealed record AssetMetadata
{
    /// <summary>Seconds that it plays.</summary>
    public double? DurationSec { get; init; }

    /// <summary>Pixels across its picture.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels down its picture.</summary>
    public int? Height { get; init; }

    /// <summary>Frames a second, as measured.</summary>
    public double? Fps { get; init; }

    /// <summary>Samples a second of its sound.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Labels of a label track, or cues of a text track.</summary>
    public long? EntryCount { get; init; }

    /// <summary>What is known of a split's metadata and of a track's entries; null where that is nothing.</summary>
    /// <param name="split">What the split found out; null where there is none.</param>
    /// <param name="entryCount">Entries of a track; null for other types.</param>
    public static AssetMetadata? Of(MediaMetadata? split, long? entryCount)
    {
        var found = new AssetMetadata
        {
            DurationSec = split?.DurationSec,
            Width = split?.Width,
            Height = split?.Height,
            Fps = split?.Fps,
            SampleRate = split?.SampleRate,
            EntryCount = entryCount,
        };
        return found == new AssetMetadata() ? null : found;
    }
}
