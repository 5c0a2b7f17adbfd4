namespace DreamLake.Hosting.Audit;

/// <summary>Where the audit log goes beside its table, and whom it believes.</summary>
public sealed record AuditOptions
{
    /// <summary>The folder for the log as JSON lines, a file for each service and process. Default: none is written.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether the log is written as JSON lines to standard output too. Default: no.</summary>
    public bool Stdout { get; init; }

    /// <summary>
    /// Whether the last address of X-Forwarded-For is who a request came from: only where a proxy that sets it stands before every
    /// service. Default: no.
    /// </summary>
    public bool TrustForwarded { get; init; }
}
