using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>What came of freeing a file.</summary>
public enum FreeOutcome
{
    /// <summary>It is removed: the lake has proven that it has every byte of it.</summary>
    Freed,

    /// <summary>It would be removed; only that was asked for.</summary>
    WouldFree,

    /// <summary>It stays: the reason says why.</summary>
    Kept,

    /// <summary>It lies beside its name, because something else has taken that meanwhile: the reason says where.</summary>
    Aside,
}

/// <summary>What came of one file whose room was to be freed.</summary>
public sealed record FreeResult
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>What came of it.</summary>
    public required FreeOutcome Outcome { get; init; }

    /// <summary>Why it was not removed, in half a sentence; null where it was.</summary>
    public string? Reason { get; init; }

    /// <summary>The lake's error where it did not answer; null where it did.</summary>
    public UploadException? Error { get; init; }

    /// <summary>Where the lake has it, with its namespace; null where that never became clear.</summary>
    public EpisodeAddress? Episode { get; init; }

    /// <summary>The asset's name; null where it never became clear.</summary>
    public AssetName? Name { get; init; }

    /// <summary>DreamLake Server's id; null where the lake told none.</summary>
    public string? AssetId { get; init; }

    /// <summary>Bytes of the file; 0 where it was not looked at.</summary>
    public long Size { get; init; }

    /// <summary>Its whole SHA-256; null where it was not read.</summary>
    public string? Sha256 { get; init; }

    /// <summary>When the lake read its copy back; null where it does not say that it has.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }
}

/// <summary>How files are freed.</summary>
public sealed record FreeOptions
{
    /// <summary>
    /// Whether a file is taken to be closed where the system cannot tell: on network file systems, and on macOS. Default: no, it stays.
    /// </summary>
    public bool AssumeClosed { get; init; }

    /// <summary>
    /// Whether a lake on this very machine is enough: its copy may lie on the disk that fails with the file's own. Default: no.
    /// </summary>
    public bool Force { get; init; }

    /// <summary>
    /// Whether the lake reads its copy of each file again, now: only what it read after it was asked counts. Default: no, its word does.
    /// </summary>
    public bool Deep { get; init; }

    /// <summary>Whether all is looked at and nothing removed. Default: no.</summary>
    public bool WhatIf { get; init; }

    /// <summary>
    /// Whether an upload waits until the lake has verified a file, to remove it then. Default: yes; else it stays where that is not yet so.
    /// </summary>
    public bool WaitsForProof { get; init; } = true;

    /// <summary>How calls are tried, and who is told what happens. Default: as uploads.</summary>
    public UploadOptions Calls { get; init; } = new();

    /// <summary>Where the journal of deletions lies. Default: <c>~/.dreamlake/freed</c>.</summary>
    public string JournalFolder { get; init; } = System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
        ".dreamlake", "freed");
}
