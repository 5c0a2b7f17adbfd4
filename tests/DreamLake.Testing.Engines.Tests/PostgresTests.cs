using DreamLake.Testing.Engines.Postgres;
using Npgsql;
using Xunit;

namespace DreamLake.Testing.Engines.Tests;

public sealed class PostgresTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_database_is_new_and_empty()
    {
        var first = await postgres.Engine.CreateDatabaseAsync(CancellationToken);
        var second = await postgres.Engine.CreateDatabaseAsync(CancellationToken);
        Assert.NotEqual(first, second);
        await ExecuteAsync(first, "create table here (id int)");
        Assert.Equal(0L, await ExecuteAsync(second, "select count(*) from pg_tables where schemaname = 'public'"));
    }

    [Fact]
    public async Task What_was_committed_is_there_after_a_crash()
    {
        await using var own = await StartOwnAsync();
        var database = await own.CreateDatabaseAsync(CancellationToken);
        await ExecuteAsync(database, "create table kept as select 42 as answer");
        await using var open = new NpgsqlConnection(database);
        await open.OpenAsync(CancellationToken);

        await own.KillAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync(database, "select 1"));
        await own.RestartAsync(CancellationToken);

        Assert.Equal(42, await ExecuteAsync(database, "select answer from kept"));
    }

    /// <summary>A server that this test may kill; the class's own is the other tests' as well.</summary>
    private async Task<PostgresServer> StartOwnAsync()
    {
        _ = postgres.Engine;
        return await PostgresServer.StartAsync(CancellationToken);
    }

    private static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection($"{database};Pooling=false");
        await connection.OpenAsync(CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(CancellationToken);
    }
}
