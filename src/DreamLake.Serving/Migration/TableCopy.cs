using System.Data.Common;
using DreamLake.Bss;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace DreamLake.Serving.Migration;

/// <summary>Copies the rows of a lake's tables from SQLite to PostgreSQL, all of them in one transaction.</summary>
/// <param name="target">A transaction of the PostgreSQL; its tables are there, and empty.</param>
internal sealed class TableCopy(NpgsqlTransaction target)
{
    private const string Versions = "table_versions";

    private NpgsqlConnection Target => target.Connection!;

    /// <summary>Copies every table of one SQLite file.</summary>
    /// <returns>How many rows came over.</returns>
    /// <exception cref="UsageException">A table of the target holds rows already, or took another number of them.</exception>
    public async Task<long> CopyAsync(string source, CancellationToken cancellationToken)
    {
        await using var sqlite = new SqliteConnection(source);
        await sqlite.OpenAsync(cancellationToken);
        var copied = 0L;
        // As they were made: a table that others refer to comes before them.
        foreach (var table in await TablesAsync(sqlite, cancellationToken))
            copied += await CopyTableAsync(sqlite, table, cancellationToken);
        return copied;
    }

    // What is counted of the rows is counted anew as they come.
    private static Task<List<string>> TablesAsync(SqliteConnection sqlite, CancellationToken cancellationToken) => NamesAsync(
        sqlite,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            + $"AND name NOT IN ('{Versions}', '{BssServices.CountedTable}') ORDER BY rowid",
        cancellationToken);

    private async Task<long> CopyTableAsync(SqliteConnection sqlite, string table, CancellationToken cancellationToken)
    {
        if (await CountAsync(Target, table, cancellationToken) > 0)
            throw new UsageException($"The table '{table}' of the target holds rows already. Nothing was changed. Name an empty database.");
        var columns = await ColumnsAsync(table, cancellationToken);
        var names = string.Join(", ", columns.Select(column => $"\"{column.Name}\""));
        await using (var read = sqlite.CreateCommand())
        {
            read.CommandText = $"SELECT {names} FROM \"{table}\" ORDER BY rowid";
            await using var rows = await read.ExecuteReaderAsync(cancellationToken);
            await using var writer = await Target.BeginBinaryImportAsync(
                $"COPY \"{table}\" ({names}) FROM STDIN (FORMAT BINARY)", cancellationToken);
            while (await rows.ReadAsync(cancellationToken)) await WriteRowAsync(writer, rows, columns, cancellationToken);
            await writer.CompleteAsync(cancellationToken);
        }

        var count = await CountAsync(Target, table, cancellationToken);
        if (count != await CountAsync(sqlite, table, cancellationToken))
            throw new UsageException($"Of the table '{table}' not every row came over. Nothing was changed.");
        await ContinueNumbersAsync(table, columns, cancellationToken);
        return count;
    }

    private static async Task WriteRowAsync(
        NpgsqlBinaryImporter writer, SqliteDataReader rows, List<(string Name, NpgsqlDbType Type)> columns,
        CancellationToken cancellationToken)
    {
        await writer.StartRowAsync(cancellationToken);
        for (var i = 0; i < columns.Count; i++)
        {
            if (await rows.IsDBNullAsync(i, cancellationToken)) await writer.WriteNullAsync(cancellationToken);
            else if (columns[i].Type == NpgsqlDbType.Boolean) await writer.WriteAsync(rows.GetInt64(i) != 0, cancellationToken);
            else if (columns[i].Type == NpgsqlDbType.Bigint) await writer.WriteAsync(rows.GetInt64(i), cancellationToken);
            else if (columns[i].Type == NpgsqlDbType.Integer) await writer.WriteAsync(rows.GetInt32(i), cancellationToken);
            else if (columns[i].Type == NpgsqlDbType.Double) await writer.WriteAsync(rows.GetDouble(i), cancellationToken);
            else await writer.WriteAsync(rows.GetString(i), cancellationToken);
        }
    }

    private async Task<List<(string Name, NpgsqlDbType Type)>> ColumnsAsync(string table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 "
            + "ORDER BY ordinal_position", Target, target);
        command.Parameters.Add(new NpgsqlParameter { Value = table });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var columns = new List<(string, NpgsqlDbType)>();
        while (await rows.ReadAsync(cancellationToken)) columns.Add((rows.GetString(0), TypeOf(rows.GetString(1))));
        return columns.Count > 0 ? columns : throw new UsageException($"The target has no table '{table}'. Nothing was changed.");
    }

    private static NpgsqlDbType TypeOf(string name) => name switch
    {
        "boolean" => NpgsqlDbType.Boolean,
        "bigint" => NpgsqlDbType.Bigint,
        "integer" => NpgsqlDbType.Integer,
        "double precision" => NpgsqlDbType.Double,
        _ => NpgsqlDbType.Text,
    };

    /// <summary>Rows that come after are numbered on from where these end.</summary>
    private async Task ContinueNumbersAsync(
        string table, List<(string Name, NpgsqlDbType Type)> columns, CancellationToken cancellationToken)
    {
        if (columns.All(column => column.Name != "Id" || column.Type != NpgsqlDbType.Bigint)) return;
        await using var command = new NpgsqlCommand(
            $"""
            SELECT setval(pg_get_serial_sequence('"{table}"', 'Id'), (SELECT max("Id") FROM "{table}"))
            WHERE pg_get_serial_sequence('"{table}"', 'Id') IS NOT NULL AND EXISTS (SELECT 1 FROM "{table}")
            """, Target, target);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<long> CountAsync(DbConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM \"{table}\"";
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<List<string>> NamesAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<string>();
        while (await rows.ReadAsync(cancellationToken)) names.Add(rows.GetString(0));
        return names;
    }
}
