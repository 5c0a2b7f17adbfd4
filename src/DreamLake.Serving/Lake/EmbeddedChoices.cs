namespace DreamLake.Serving.Lake;

/// <summary>What the services of a lake on this machine are told. What is null is their own default.</summary>
internal sealed record EmbeddedChoices
{
    /// <summary>How many files are split at a time.</summary>
    public int? SplitWorkers { get; init; }

    /// <summary>How long a removed asset stays in the trash: 0 to 3,650 days.</summary>
    public TimeSpan? TrashLifetime { get; init; }

    /// <summary>Within how long each proven content is read back again: 0 (never) to 3,650 days.</summary>
    public TimeSpan? ScrubInterval { get; init; }

    /// <summary>The folder for the audit log as JSON lines.</summary>
    public string? AuditFolder { get; init; }
}
