namespace DreamLake.Server;

/// <summary>What DreamLake Server is told at its start.</summary>
public sealed record ServerOptions
{
    /// <summary>The connection string of its tables: <c>Host=…</c> is PostgreSQL, anything else (<c>Data Source=…</c>) SQLite.</summary>
    public required string Database { get; init; }

    /// <summary>Where this service reaches BSS.</summary>
    public required Uri BssUrl { get; init; }

    /// <summary>
    /// Where those reach BSS who follow the signed addresses that this service hands out. Null means <see cref="BssUrl"/>.
    /// </summary>
    public Uri? PublicBssUrl { get; init; }

    /// <summary>How long a Lambda URL is good for. Default: 1 hour; a client that comes later asks for a fresh one.</summary>
    public TimeSpan LambdaUrlLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a playlist's address is good for. Default: 12 hours, to watch a long recording to its end.</summary>
    public TimeSpan PlaylistUrlLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>
    /// How long a removed asset stays in the trash before it is purged: 0 to 3,650 days. Default: 30 days.
    /// </summary>
    public TimeSpan TrashLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Never the values: a connection string may hold a password, and a record's own text would show it.</summary>
    public override string ToString() => nameof(ServerOptions);
}
