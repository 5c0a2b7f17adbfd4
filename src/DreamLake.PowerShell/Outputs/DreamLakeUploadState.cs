namespace DreamLake.PowerShell;

/// <summary>An upload that was begun and is not over.</summary>
public sealed class DreamLakeUploadState
{
    /// <summary>The content's hash: the first 16 hex digits of its SHA-256.</summary>
    public string Hash { get; internal init; } = "";

    /// <summary>The file's full path; null where another client's state does not say.</summary>
    public string? Path { get; internal init; }

    /// <summary>The episode it goes to; null where the state does not say.</summary>
    public string? Episode { get; internal init; }

    /// <summary>The asset's name in the episode; null where the state does not say.</summary>
    public string? Name { get; internal init; }

    /// <summary>The asset's type; null where the state does not say.</summary>
    public AssetType? Type { get; internal init; }

    /// <summary>Bytes of the file; null where the state does not say.</summary>
    public long? Size { get; internal init; }

    /// <summary>How many parts it has.</summary>
    public int Parts { get; internal init; }

    /// <summary>How many of them are stored.</summary>
    public int PartsDone { get; internal init; }

    /// <summary>How much is done, in whole percent: 0 to 99.</summary>
    public int Percent { get; internal init; }

    /// <summary>The last step that was done.</summary>
    public string Step { get; internal init; } = "";

    /// <summary>When it was begun, local time; null where the state does not say.</summary>
    public DateTime? StartedAt { get; internal init; }

    /// <summary>When something of it was last stored, local time.</summary>
    public DateTime LastProgress { get; internal init; }

    /// <summary>Whether its file is still there and unchanged.</summary>
    public FileState File { get; internal init; }

    /// <summary>
    /// How it stands: <c>Running</c>, <c>Paused</c>, <c>FileChanged</c>, <c>FileMissing</c>, <c>Expired?</c> (no progress for 7 days, after
    /// which S3 may have dropped what was sent) or <c>Problem</c>.
    /// </summary>
    public string State { get; internal init; } = "";

    /// <summary>Who has it in hand: <c>process 123 on lab-7 since …</c>; null where nobody has.</summary>
    public string? RunningBy { get; internal init; }

    /// <summary>Why its state cannot be read; null where it can.</summary>
    public string? Problem { get; internal init; }

    /// <summary>What to do about it; null where there is nothing to do but to resume it.</summary>
    public string? Advice { get; internal init; }

    /// <summary>The lake that it goes to; null where the state does not say.</summary>
    public string? Lake { get; internal init; }

    /// <summary>Where the state lies.</summary>
    public string StateFile { get; internal init; } = "";

    /// <summary>The content's hash.</summary>
    public override string ToString() => Hash;
}
