using DreamLake.Hosting.Health;
using DreamLake.Serving.Settings;
using Npgsql;

namespace DreamLake.Serving.Lake;

/// <summary>The databases and the bucket that a process of a lake cannot start without, and how each is reached.</summary>
/// <remarks>A database or a bucket that is not there yet counts as reached: the start makes it.</remarks>
internal static class LakeEngines
{
    /// <summary>Those of a process, by the names that <c>/readyz</c> has for them.</summary>
    /// <param name="settings">What it is to be.</param>
    /// <param name="pool">The S3 that holds the bytes; null where the process needs none, or is the pool itself.</param>
    public static IReadOnlyList<ReadinessCheck> Of(LakeSettings settings, PoolConnection? pool)
    {
        var databases = Databases(settings).Where(database => database.Connection is not null)
            .Select(database => (database.Name, Postgres: Postgres(database.Connection!))).Where(database => database.Postgres is not null)
            .Select(database => new ReadinessCheck($"database of {database.Name}", token => ConnectAsync(database.Postgres!, token)));
        return pool is null ? [.. databases] : [.. databases, new ReadinessCheck("bucket", pool.ReachAsync)];
    }

    private static IEnumerable<(string Name, string? Connection)> Databases(LakeSettings settings)
    {
        if (settings.Has(LakeRole.Bss)) yield return ("BSS", settings.Bss.Database);
        if (settings.Has(LakeRole.Bss | LakeRole.Lambda)) yield return ("the Lambda", settings.Lambda.Database);
        if (settings.Has(LakeRole.Server)) yield return ("DreamLake Server", settings.Server.Database);
        if (settings.Has(LakeRole.Bss | LakeRole.Server)) yield return ("tokens", settings.TokensDatabase);
    }

    // A file is there or is made: SQLite is not waited for.
    private static string? Postgres(string connection) => connection.StartsWith("Host=", StringComparison.OrdinalIgnoreCase)
        // One that is asked for once and again, and not kept: a server that starts counts its connections.
        ? new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString
        : null;

    private static async Task ConnectAsync(string connection, CancellationToken cancellationToken)
    {
        await using var database = new NpgsqlConnection(connection);
        try
        {
            await database.OpenAsync(cancellationToken);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            // It is made by the start.
        }
    }
}
