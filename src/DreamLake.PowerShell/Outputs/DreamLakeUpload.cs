namespace DreamLake.PowerShell;

/// <summary>A file that was uploaded.</summary>
public sealed class DreamLakeUpload
{
    /// <summary>The file's full path.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>The episode it went to, with its namespace.</summary>
    public string Episode { get; internal init; } = "";

    /// <summary>The asset's name in the episode.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The asset's type; null of what was left out.</summary>
    public AssetType? Type { get; internal init; }

    /// <summary>The content's hash: the first 16 hex digits of its SHA-256.</summary>
    public string Hash { get; internal init; } = "";

    /// <summary>Bytes of the file.</summary>
    public long Size { get; internal init; }

    /// <summary>How many parts it has.</summary>
    public int Parts { get; internal init; }

    /// <summary>How many of them this run sent: fewer where an earlier run had sent some.</summary>
    public int PartsSent { get; internal init; }

    /// <summary>How long it was under way in this run.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>Bytes a second that this run sent of it, on average; 0 where it sent none.</summary>
    public double Speed { get; internal init; }

    /// <summary>BSS's id.</summary>
    public string? BssId { get; internal init; }

    /// <summary>DreamLake Server's id.</summary>
    public string? AssetId { get; internal init; }

    /// <summary>Entries of a label or text track, where BSS told.</summary>
    public long? EntryCount { get; internal init; }

    /// <summary>
    /// <c>Stored</c>: the bytes are in the lake and the asset is registered. <c>Verified</c> or <c>Ready</c>, where that was waited for.
    /// <c>AlreadyStored</c>: the lake has this content under this name, and nothing was sent. <c>Replaced</c>: stored in the place of
    /// another content. <c>Skipped</c>: left out of a folder, for <see cref="Reason"/>.
    /// </summary>
    public string Status { get; internal init; } = "";

    /// <summary>DreamLake Server's id of the other content that had the name; null where the name was free.</summary>
    public string? Replaces { get; internal init; }

    /// <summary>Why it was skipped; null where it was not.</summary>
    public string? Reason { get; internal init; }

    /// <summary>The content's whole SHA-256, 64 hex digits.</summary>
    public string Sha256 { get; internal init; } = "";

    /// <summary>When the lake read the bytes back last; null where that was not waited for.</summary>
    public DateTime? VerifiedAt { get; internal init; }

    /// <summary>
    /// With <c>-RemoveSource</c>, what became of the file: <c>Freed</c>, <c>Kept</c> or <c>Aside</c>; null without it.
    /// </summary>
    public string? Source { get; internal init; }

    /// <summary>How much plays of a source that was cut short: <c>6.0 of 10.0 s</c>; null for whole ones.</summary>
    public string? Incomplete { get; internal init; }

    /// <summary>The signed address of the HLS playlist, where the asset was ready; it expires.</summary>
    public string? PlaylistUrl { get; internal init; }

    /// <summary>The asset's name.</summary>
    public override string ToString() => Name;
}
