using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>How a file on this disk compares with what a lake has under its name.</summary>
public enum CheckOutcome
{
    /// <summary>The lake has this very content under this name, and has read it back: its whole SHA-256 is the file's.</summary>
    Same,

    /// <summary>The lake has nothing under this name.</summary>
    NotStored,

    /// <summary>The lake has another content under this name, or says that its copy is broken.</summary>
    Differs,

    /// <summary>The lake has the content, as far as it says, and has not proven it by the whole SHA-256.</summary>
    NotYetVerified,

    /// <summary>The lake has the name, and no such file was checked.</summary>
    OnlyInLake,

    /// <summary>It could not be compared: the error says why.</summary>
    Failed,
}

/// <summary>What came of checking one file.</summary>
public sealed record CheckResult
{
    /// <summary>The file; null of what is only in the lake.</summary>
    public string? Path { get; init; }

    /// <summary>How it compares.</summary>
    public required CheckOutcome Outcome { get; init; }

    /// <summary>Why it is not the same, in half a sentence; null where it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Why it could not be compared; null where it could.</summary>
    public UploadException? Error { get; init; }

    /// <summary>Where it would be, with its namespace; null where that never became clear.</summary>
    public EpisodeAddress? Episode { get; init; }

    /// <summary>The asset's name; null where it never became clear.</summary>
    public AssetName? Name { get; init; }

    /// <summary>The asset's type; null where it never became clear.</summary>
    public AssetType? Type { get; init; }

    /// <summary>Bytes of the file; null where it was not read.</summary>
    public long? Size { get; init; }

    /// <summary>The file's whole SHA-256, 64 hex digits, as read from the disk now; null where it was not read.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The asset as the lake lists it; null where it lists none.</summary>
    public LakeAsset? Asset { get; init; }

    /// <summary>When they were compared, by this machine's clock, UTC.</summary>
    public required DateTimeOffset ComparedAt { get; init; }
}

/// <summary>How files are checked.</summary>
public sealed record CheckOptions
{
    private const int Most = 64;

    /// <summary>Whether the lake reads its copies again, now, and is waited for. Default: no, its word counts.</summary>
    public bool Deep { get; init; }

    /// <summary>Files under way at once. 1 to 64, default 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int FilesUnderWay
    {
        get;
        init => field = value is >= 1 and <= Most
            ? value
            : throw new ArgumentOutOfRangeException(nameof(FilesUnderWay), value, $"FilesUnderWay is from 1 to {Most}.");
    } = 4;

    /// <summary>How calls are tried, and how long a second look of the lake's is waited for. Default: as uploads.</summary>
    public UploadOptions Calls { get; init; } = new();
}
