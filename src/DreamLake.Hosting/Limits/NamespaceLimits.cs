namespace DreamLake.Hosting.Limits;

/// <summary>What a namespace may have and do. What is null is not limited.</summary>
public sealed record NamespaceLimits
{
    /// <summary>The namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Bytes of contents, those of uploads under way included: 0 or more.</summary>
    public long? Bytes { get; init; }

    /// <summary>Contents, uploads under way included: 0 or more.</summary>
    public long? Objects { get; init; }

    /// <summary>Uploads under way at a time: 0 or more.</summary>
    public long? OpenUploads { get; init; }

    /// <summary>Files that wait to be split: 0 or more.</summary>
    public long? WaitingJobs { get; init; }

    /// <summary>Requests that BSS and DreamLake Server answer in a second, each counted where it is answered: 1 or more.</summary>
    public long? RequestsPerSecond { get; init; }

    /// <summary>Whether nothing is limited.</summary>
    public bool AreNone =>
        (Bytes ?? Objects ?? OpenUploads ?? WaitingJobs ?? RequestsPerSecond) is null;

    /// <summary>What is wrong with them, as one sentence; null where nothing is.</summary>
    public string? Fault() =>
        Bytes < 0 || Objects < 0 || OpenUploads < 0 || WaitingJobs < 0 ? "A limit has to be 0 or more."
        : RequestsPerSecond < 1 ? "The limit of requests a second has to be 1 or more."
        : null;
}
