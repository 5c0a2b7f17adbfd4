using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DreamLake.Lake;

/// <summary>A hundred thousand assets in DreamLake Server's tables, written there past it.</summary>
/// <remarks>
/// Alice has 60,000 in three spaces of 200 episodes; bob 30,000 in one folder of one episode; carol 10,000 in 1,000 folders of a space.
/// </remarks>
internal static class ManyAssets
{
    /// <summary>Whose token sees all of them.</summary>
    public const string Everyone = "everyone";

    // Both databases understand it. Episodes of alice's are nodes from 1000 on, their folders four each from 10000 on.
    private static readonly string[] Statements =
    [
        """
        INSERT INTO "nodes" ("Id", "ParentId", "Kind", "Name") VALUES
            (1, NULL, 'Namespace', 'alice'), (2, NULL, 'Namespace', 'bob'), (3, NULL, 'Namespace', 'carol'),
            (10, 1, 'Space', 'space-0'), (11, 1, 'Space', 'space-1'), (12, 1, 'Space', 'space-2'),
            (13, 2, 'Space', 'flat'), (14, 3, 'Space', 'loose'), (1700, 13, 'Episode', 'one'), (1701, 1700, 'Folder', 'camera')
        """,
        Numbered(600, """
            INSERT INTO "nodes" ("Id", "ParentId", "Kind", "Name")
            SELECT 1000 + i, 10 + i / 200, 'Episode', 'episode-' || substr('000' || (i % 200), length('' || (i % 200))) FROM numbers
            """),
        Numbered(600, """
            INSERT INTO "nodes" ("Id", "ParentId", "Kind", "Name")
            SELECT 10000 + 4 * i, 1000 + i, 'Folder', 'camera' FROM numbers
            UNION ALL SELECT 10001 + 4 * i, 10000 + 4 * i, 'Folder', 'front' FROM numbers
            UNION ALL SELECT 10002 + 4 * i, 10000 + 4 * i, 'Folder', 'left' FROM numbers
            UNION ALL SELECT 10003 + 4 * i, 1000 + i, 'Folder', 'labels' FROM numbers
            """),
        Numbered(1000, """
            INSERT INTO "nodes" ("Id", "ParentId", "Kind", "Name") SELECT 20000 + i, 14, 'Folder', 'day-' || (1000 + i) FROM numbers
            """),
        Assets(60_000, from: 0, """
            CASE WHEN i % 100 < 50 THEN 10001 + 4 * (i / 100) WHEN i % 100 < 75 THEN 10002 + 4 * (i / 100)
                WHEN i % 100 < 90 THEN 1000 + i / 100 ELSE 10003 + 4 * (i / 100) END AS parent,
            10 + i / 20000 AS space, 1000 + i / 100 AS episode,
            CASE WHEN i % 100 < 75 THEN 'video' WHEN i % 100 < 90 THEN 'audio' ELSE 'label-track' END AS type,
            CASE WHEN i % 100 < 50 THEN '/camera/front/clip-' WHEN i % 100 < 75 THEN '/camera/left/clip-'
                WHEN i % 100 < 90 THEN '/clip-' ELSE '/labels/clip-' END AS folder
            """),
        Assets(30_000, from: 60_000, "1701 AS parent, 13 AS space, 1700 AS episode, 'video' AS type, '/camera/clip-' AS folder"),
        Assets(10_000, from: 90_000, """
            20000 + i / 10 AS parent, 14 AS space, CAST(NULL AS bigint) AS episode, 'video' AS type,
            '/day-' || (1000 + i / 10) || '/clip-' AS folder
            """),
    ];

    public static async Task AddAsync(string database)
    {
        var isPostgres = database.StartsWith("Host=", StringComparison.Ordinal);
        await using DbConnection connection = isPostgres ? new NpgsqlConnection(database) : new SqliteConnection(database);
        await connection.OpenAsync();
        foreach (var statement in Statements) await RunAsync(connection, statement);
        // As PostgreSQL does by itself a minute later. SQLite does nothing of the kind.
        if (isPostgres) await RunAsync(connection, "VACUUM ANALYZE");
    }

    private static string Assets(int count, int from, string place) => Numbered(count, $$"""
        INSERT INTO "assets" ("Id", "BssId", "CreatedAt", "RegisteredAt", "Size", "Sha256", "Hash", "Status", "StreamHash", "Metadata",
            "ParentId", "SpaceId", "EpisodeId", "Type", "Name")
        SELECT 'id-' || tail, 'medium-' || tail, time, time, 1000000 + i, substr(hash || hash || hash || hash, 1, 64), hash,
            CASE WHEN i % 997 = 0 THEN 'failed' ELSE 'ready' END, hash, '{"durationSec":12.5,"width":1920,"height":1080,"fps":30}',
            parent, space, episode, type, folder || tail || '.mp4'
        FROM (SELECT i, substr('00000' || ({{from}} + i), length('' || ({{from}} + i))) AS tail,
            638000000000000000 + ({{from}} + i) * CAST(600000000 AS bigint) AS time, substr('0123456789abcdef', 1, 16) AS hash,
            {{place}} FROM numbers) AS made
        """);

    private static string Numbered(int count, string sql)
    {
        var at = sql.IndexOf("SELECT", StringComparison.Ordinal);
        return $"{sql[..at]} WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i < {count - 1}) {sql[at..]}";
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
