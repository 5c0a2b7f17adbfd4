namespace DreamLake.PowerShell;

/// <summary>An asset of a lake. What the lake does not tell is null.</summary>
public sealed class DreamLakeAsset
{
    /// <summary>Its path in the episode.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The episode, with its namespace.</summary>
    public string Episode { get; internal init; } = "";

    /// <summary>Its type.</summary>
    public AssetType Type { get; internal init; }

    /// <summary>Bytes of its content.</summary>
    public long? Size { get; internal init; }

    /// <summary>The whole SHA-256 of its content, 64 hex digits.</summary>
    public string? Sha256 { get; internal init; }

    /// <summary>When it was first registered.</summary>
    public DateTime? Created { get; internal init; }

    /// <summary>When the file itself was last written.</summary>
    public DateTime? Modified { get; internal init; }

    /// <summary>How far the lake is with it: <c>stored</c>, <c>processing</c>, <c>ready</c>, <c>failed</c>, <c>rejected</c>.</summary>
    public string? Status { get; internal init; }

    /// <summary>Why, where that needs saying.</summary>
    public string? StatusReason { get; internal init; }

    /// <summary>Whether the lake has read its bytes back, and their SHA-256 is right.</summary>
    public bool Verified { get; internal init; }

    /// <summary>When it read them last.</summary>
    public DateTime? VerifiedAt { get; internal init; }

    /// <summary>How much plays of a source that was cut short: <c>6.0 of 10.0 s</c>; null for whole ones.</summary>
    public string? Incomplete { get; internal init; }

    /// <summary>How long it plays; null until the lake knows it.</summary>
    public TimeSpan? Duration { get; internal init; }

    /// <summary>Pixels across its picture.</summary>
    public int? Width { get; internal init; }

    /// <summary>Pixels down its picture.</summary>
    public int? Height { get; internal init; }

    /// <summary>Frames a second.</summary>
    public double? FrameRate { get; internal init; }

    /// <summary>Samples a second of its sound.</summary>
    public int? SampleRate { get; internal init; }

    /// <summary>Labels of a label track, or cues of a text track.</summary>
    public long? EntryCount { get; internal init; }

    /// <summary>When another content took its name; null for the newest.</summary>
    public DateTime? Superseded { get; internal init; }

    /// <summary>When it went into the trash; null for what is not there.</summary>
    public DateTime? Removed { get; internal init; }

    /// <summary>The signed address of the HLS playlist, once it is ready; it expires.</summary>
    public string? PlaylistUrl { get; internal init; }

    /// <summary>DreamLake Server's id.</summary>
    public string Id { get; internal init; } = "";

    /// <summary>BSS's id.</summary>
    public string? BssId { get; internal init; }

    /// <summary>The asset's name.</summary>
    public override string ToString() => Name;
}
