using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace DreamLake.Hosting.Tables;

/// <summary>Creates a service's tables where they are missing, before the first request. Two processes may start at once.</summary>
/// <remarks>Each table is made where it alone is missing, and not only where there is none (as EnsureCreated does): the lake's services may share one database.</remarks>
internal sealed class TableCreation<TContext>(IDbContextFactory<TContext> contexts, TimeProvider time) : IHostedLifecycleService where TContext : DbContext
{
    private const int Attempts = 20;
    private const int SqliteBusy = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await CreateAsync(cancellationToken);
                return;
            }
            catch (Exception fault) when (attempt < Attempts && IsBehind(fault))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var database = context.Database;
        if (database.IsSqlite()) EnsureFolder(database);
        var creator = database.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(cancellationToken)) await creator.CreateAsync(cancellationToken);
        // WAL stays with the file: readers never wait for the writer.
        if (database.IsSqlite()) await database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", cancellationToken);

        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        await database.ExecuteSqlRawAsync(WhereMissing(database.GenerateCreateScript()), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static string WhereMissing(string script) => script
        .Replace("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ", StringComparison.Ordinal)
        .Replace("CREATE INDEX ", "CREATE INDEX IF NOT EXISTS ", StringComparison.Ordinal)
        .Replace("CREATE UNIQUE INDEX ", "CREATE UNIQUE INDEX IF NOT EXISTS ", StringComparison.Ordinal);

    private static void EnsureFolder(DatabaseFacade database)
    {
        var file = new SqliteConnectionStringBuilder(database.GetConnectionString()).DataSource;
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder) Directory.CreateDirectory(folder);
    }

    // Another process is creating the same database or tables: a moment later they are there.
    private static bool IsBehind(Exception fault) => fault.GetBaseException() switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == SqliteBusy,
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.ObjectInUse,
        _ => false,
    };
}
