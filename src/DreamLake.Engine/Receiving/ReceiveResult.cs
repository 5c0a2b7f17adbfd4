namespace DreamLake.Engine;

/// <summary>A file that is to come from the lake.</summary>
/// <param name="Asset">What to receive: this very version of it.</param>
/// <param name="Path">The file to write, folders included; those that are missing are made.</param>
public sealed record ReceiveRequest(LakeAsset Asset, string Path);

/// <summary>How the receiving of a file ended.</summary>
public enum ReceiveOutcome
{
    /// <summary>The file is there, and its whole SHA-256 is the lake's.</summary>
    Received,

    /// <summary>A file of the very content was there before; nothing was written.</summary>
    AlreadyHere,

    /// <summary>It is not whole yet. What came is kept; the same command goes on.</summary>
    Paused,

    /// <summary>It cannot be received as things are.</summary>
    Failed,
}

/// <summary>What became of a file that was to be received.</summary>
public sealed record ReceiveResult
{
    /// <summary>What was asked for.</summary>
    public required ReceiveRequest Request { get; init; }

    /// <summary>How it ended.</summary>
    public required ReceiveOutcome Outcome { get; init; }

    /// <summary>Why it is not there; null where it is.</summary>
    public UploadException? Error { get; init; }

    /// <summary>Bytes of the file; 0 where that was never told.</summary>
    public long Size { get; init; }

    /// <summary>Bytes that came over the wire in this run.</summary>
    public long BytesReceived { get; init; }

    /// <summary>The whole SHA-256 of the file, 64 hex digits; null where it is not there.</summary>
    public string? Sha256 { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }
}
