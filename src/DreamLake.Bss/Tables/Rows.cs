namespace DreamLake.Bss.Tables;

/// <summary>An S3 key that was given to an upload. It is never given to another one, whatever becomes of the first.</summary>
internal sealed class ClaimedKey
{
    public required string Key { get; init; }
}

/// <summary>A content that is to be read back. One row for each, however often it is asked for.</summary>
internal sealed class Verification
{
    public required long ContentId { get; init; }

    /// <summary>The namespace: each has its turn.</summary>
    public required string Owner { get; init; }

    /// <summary>Not before this.</summary>
    public required DateTimeOffset DueAt { get; set; }

    /// <summary>Whether a client waits for what comes of it: then it goes before those for which nobody does.</summary>
    public required bool IsAwaited { get; init; }

    /// <summary>Tries that S3 did not let through; the delay before the next one grows with them.</summary>
    public int Attempts { get; set; }

    /// <summary>Until when it is somebody's; null where it is free.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }
}

/// <summary>An object that nothing points at any more, and when it is to go.</summary>
internal sealed class Removal
{
    public required string Key { get; init; }

    public required DateTimeOffset DueAt { get; init; }
}

/// <summary>A split that was asked for, and begins once the content is proven.</summary>
internal sealed class PendingSplit
{
    public required string MediaId { get; init; }

    public required string DispatchId { get; init; }

    public required long ContentId { get; init; }
}

/// <summary>Something that is done once in the life of a database, and was.</summary>
internal sealed class Milestone
{
    public required string Name { get; init; }
}
