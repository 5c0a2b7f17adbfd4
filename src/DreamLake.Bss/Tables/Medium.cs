using DreamLake.Bss.Tracks;

namespace DreamLake.Bss.Tables;

/// <summary>A stored content that was registered under a name: a row of which only its place in the trash ever changes.</summary>
internal sealed class Medium
{
    /// <summary>Its id: opaque, of letters and digits.</summary>
    public required string Id { get; init; }

    /// <summary>Its type's word: <c>label-track</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The namespace.</summary>
    public required string Owner { get; init; }

    /// <summary>The space.</summary>
    public required string Project { get; init; }

    /// <summary>The episode's name; empty where it hangs under the space. Not null: no two nulls are the same to a unique index.</summary>
    public required string Episode { get; init; }

    /// <summary>The asset's name: <c>/camera/front/run01.mp4</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The hash under which the content lies in the staging pool.</summary>
    public required string StagingHash { get; init; }

    /// <summary>The whole SHA-256, where the client told it.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Bytes, as S3 has them.</summary>
    public long Size { get; private set; }

    /// <summary>The content type, where the client told it.</summary>
    public string? ContentType { get; init; }

    /// <summary>srt, vtt or jsonl, for a text track.</summary>
    public string? Format { get; init; }

    /// <summary>When the file itself was last written, UTC, where the client told it.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Entries of a label or text track.</summary>
    public long? EntryCount { get; private set; }

    /// <summary>Field names of a label track.</summary>
    public IReadOnlyList<string>? Fields { get; private set; }

    /// <summary>When it was registered, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its content in the table of contents.</summary>
    public long ContentId { get; private set; }

    /// <summary>When it went into the trash; null where it is not there. Nobody reads it while it is.</summary>
    public DateTimeOffset? TrashedAt { get; set; }

    /// <summary>The number of the last word of DreamLake Server about the trash: a word of a lower one comes too late.</summary>
    public long TrashVersion { get; set; }

    /// <summary>
    /// When step 7 made it, or took it out of the trash; the least there is for what was registered before there was one.
    /// </summary>
    public DateTimeOffset RegisteredAt { get; set; }

    /// <summary>Takes on what the stored content tells, before it is written.</summary>
    public Medium As(Content content, TrackSummary? track)
    {
        ContentId = content.Id;
        Size = content.Size;
        EntryCount = track?.EntryCount;
        Fields = track?.Fields;
        return this;
    }
}
