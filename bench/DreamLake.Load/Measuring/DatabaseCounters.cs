using Npgsql;

namespace DreamLake.Load.Measuring;

/// <summary>What PostgreSQL counts by itself.</summary>
internal sealed class DatabaseCounters : IAsyncDisposable
{
    // The look itself is none of the load.
    private const string Own = "%pg_stat%";

    private readonly NpgsqlConnection _connection;

    private DatabaseCounters(NpgsqlConnection connection) => _connection = connection;

    public static async Task<DatabaseCounters> OpenAsync(string database, CancellationToken cancellationToken)
    {
        var counters = new DatabaseCounters(new NpgsqlConnection(database + ";Pooling=false"));
        await counters._connection.OpenAsync(cancellationToken);
        await counters.RunAsync("CREATE EXTENSION IF NOT EXISTS pg_stat_statements", cancellationToken);
        return counters;
    }

    /// <summary>Has it forget the statements so far.</summary>
    public Task ResetAsync(CancellationToken cancellationToken) =>
        RunAsync("SELECT pg_stat_statements_reset()", cancellationToken);

    public async Task<DatabaseFigures> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT (SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements
                    WHERE query NOT ILIKE @own AND query !~* '^(begin|commit|discard|deallocate|set )'),
                xact_commit, tup_inserted, tup_updated, tup_deleted, tup_fetched + tup_returned,
                (SELECT wal_sync FROM pg_stat_wal), (SELECT wal_bytes::bigint FROM pg_stat_wal)
            FROM pg_stat_database WHERE datname = current_database()
            """, _connection);
        command.Parameters.AddWithValue("own", Own);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new DatabaseFigures(
            row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6),
            row.GetInt64(7));
    }

    /// <summary>The statements that took longest together.</summary>
    public async Task<IReadOnlyList<StatementFigures>> CostliestAsync(int count, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT calls, total_exec_time / 1000, left(regexp_replace(query, '\s+', ' ', 'g'), 160)
            FROM pg_stat_statements WHERE query NOT ILIKE @own ORDER BY total_exec_time DESC LIMIT @count
            """, _connection);
        command.Parameters.AddWithValue("own", Own);
        command.Parameters.AddWithValue("count", count);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<StatementFigures>();
        while (await rows.ReadAsync(cancellationToken))
            found.Add(new StatementFigures(rows.GetInt64(0), rows.GetDouble(1), rows.GetString(2)));
        return found;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>What was done since the database was made.</summary>
/// <param name="Statements">Statements, without those that begin and end transactions.</param>
/// <param name="Commits">Transactions that ended well, those that read alone included.</param>
/// <param name="Inserted">Rows that were written.</param>
/// <param name="Updated">Rows that were changed.</param>
/// <param name="Deleted">Rows that were removed.</param>
/// <param name="Read">Rows that were looked at.</param>
/// <param name="Syncs">How often its log was forced to the disk: several commits may share one.</param>
/// <param name="LogBytes">Bytes of its log.</param>
internal sealed record DatabaseFigures(
    long Statements, long Commits, long Inserted, long Updated, long Deleted, long Read, long Syncs, long LogBytes);

/// <summary>One statement: how often, and how many seconds of the database it took.</summary>
internal sealed record StatementFigures(long Calls, double Seconds, string Text);
