namespace DreamLake.Lambda.Jobs;

/// <summary>A row of the table <c>jobs</c>.</summary>
internal sealed class Job
{
    public required string MediaId { get; init; }

    /// <summary>The word of its <see cref="Protocol.AssetType"/>.</summary>
    public required string Type { get; set; }

    public required string Owner { get; set; }

    public required string Project { get; set; }

    public required string ContentKey { get; set; }

    /// <summary>The whole SHA-256 that the content was verified by; null for jobs of version 0.1.</summary>
    public string? Sha256 { get; set; }

    /// <summary>Its bytes were others than those, and whoever verified them was not told yet.</summary>
    public bool IsDoubted { get; set; }

    /// <summary>Bytes of the content: short files come before long ones of the same owner.</summary>
    public long Size { get; set; }

    /// <summary>It was not through in the quick lane's time, and runs in an ordinary one.</summary>
    public bool IsLong { get; set; }

    public JobState State { get; set; }

    /// <summary>Why it failed, or why it waits for another attempt.</summary>
    public string? Reason { get; set; }

    /// <summary>Attempts since it was dispatched; the delay before the next one grows with them.</summary>
    public int Attempts { get; set; }

    /// <summary>Attempts that ended with the worker or ffmpeg dead: a file that does that again and again is given up.</summary>
    public int Crashes { get; set; }

    /// <summary>Not before this: jobs are taken in this order.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Who runs it, while it runs.</summary>
    public string? Worker { get; set; }

    /// <summary>Until when it is that worker's, unless renewed.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Where its split lies (<see cref="StreamKeys"/>), once it is done; null for what was split before places.</summary>
    public string? Place { get; set; }

    /// <summary>The <see cref="Protocol.MediaMetadata"/> as JSON, once it is done.</summary>
    public string? Metadata { get; set; }
}
