using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>How an upload ended.</summary>
public enum UploadOutcome
{
    /// <summary>Stored and registered, and come to what was waited for; the lake goes on with it by itself.</summary>
    Stored,

    /// <summary>Not finished; the state is kept and the same command goes on from there.</summary>
    Paused,

    /// <summary>It cannot be finished as it is: the error says why.</summary>
    Failed,

    /// <summary>The lake has this very content under this very name: nothing was sent.</summary>
    AlreadyStored,

    /// <summary>Stored as <see cref="Stored"/> is, in the place of another content that had the name; that one stays in the lake.</summary>
    Replaced,
}

/// <summary>What came of one file.</summary>
public sealed record UploadResult
{
    /// <summary>What was asked for.</summary>
    public required UploadRequest Request { get; init; }

    /// <summary>How it ended.</summary>
    public required UploadOutcome Outcome { get; init; }

    /// <summary>Why it did not end stored; null where it did.</summary>
    public UploadException? Error { get; init; }

    /// <summary>Where it went, with its namespace; null where that never became clear.</summary>
    public EpisodeAddress? Episode { get; init; }

    /// <summary>The asset's name; null where it never became clear.</summary>
    public AssetName? Name { get; init; }

    /// <summary>The asset's type; null where it never became clear.</summary>
    public AssetType? Type { get; init; }

    /// <summary>The content's hash, 16 hex digits; null where it was not hashed.</summary>
    public string? Hash { get; init; }

    /// <summary>The content's whole SHA-256, 64 hex digits; null where it was not hashed.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Bytes of the file.</summary>
    public long Size { get; init; }

    /// <summary>How many parts it has; 0 where it was not planned.</summary>
    public int Parts { get; init; }

    /// <summary>How many of them this run sent: fewer than <see cref="Parts"/> where an earlier run had sent some.</summary>
    public int PartsSent { get; init; }

    /// <summary>How long it was under way.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>BSS's id; null where it was not registered.</summary>
    public string? BssId { get; init; }

    /// <summary>DreamLake Server's id; null where it was not registered.</summary>
    public string? AssetId { get; init; }

    /// <summary>
    /// DreamLake Server's id of the other content that had the name; null where the name was free or the lake does not tell.
    /// </summary>
    public string? Replaces { get; init; }

    /// <summary>Whether the file is in the lake: stored, in another's place or not, now or before.</summary>
    public bool IsInLake => Outcome is UploadOutcome.Stored or UploadOutcome.AlreadyStored or UploadOutcome.Replaced;

    /// <summary>Entries of a label or text track, where BSS told.</summary>
    public long? EntryCount { get; init; }

    /// <summary>How the lake listed it last, with the proof of its bytes; null where that was not waited for.</summary>
    public ListedAsset? Asset { get; init; }

    /// <summary>What came of removing the file; null where that was not asked for, or not come to.</summary>
    public FreeResult? Freed { get; init; }

    /// <summary>The file on its way.</summary>
    internal Stages.Upload? Upload { get; init; }

    /// <summary>The result of a file that the run stopped before: it was not begun.</summary>
    public static UploadResult NotBegun(UploadRequest request) => new()
    {
        Request = request,
        Outcome = UploadOutcome.Paused,
        Error = new UploadException(UploadError.Interrupted, $"'{request.Path}' was not begun.", "upload paused — re-run to resume"),
    };
}
