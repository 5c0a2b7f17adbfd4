using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace DreamLake.Hosting.Tables;

/// <summary>Brings a service's tables to the version that this program knows, before the first request.</summary>
/// <remarks>
/// However many processes start at once, each step is carried out once: SQLite lets one writing transaction in at a time, and PostgreSQL
/// is asked for a lock that ends with the transaction. All steps are one transaction, so that a start that is killed leaves none or all.
/// </remarks>
internal sealed class TableUpgrade<TContext>(IDbContextFactory<TContext> contexts, TableHistory history, TimeProvider time)
    : IHostedLifecycleService
    where TContext : DbContext
{
    // One for all services: they share the table of versions.
    private const long PostgresLock = 0x447265616D4C616B;
    private const string Versions = """
        CREATE TABLE IF NOT EXISTS "table_versions" ("Service" text NOT NULL PRIMARY KEY, "Version" integer NOT NULL);
        """;

    private const int Attempts = 20;
    private const int SqliteBusy = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await UpgradeAsync(cancellationToken);
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

    private async Task UpgradeAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var database = context.Database;
        if (database.IsSqlite()) EnsureFolder(database);
        var creator = database.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(cancellationToken)) await creator.CreateAsync(cancellationToken);
        // WAL stays with the file: readers never wait for the writer.
        if (database.IsSqlite()) await database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", cancellationToken);

        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        if (database.IsNpgsql()) await database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({PostgresLock})", cancellationToken);
        await database.ExecuteSqlRawAsync(Versions, cancellationToken);
        if (await TakeStepsAsync(database, cancellationToken)) await transaction.CommitAsync(cancellationToken);
    }

    private async Task<bool> TakeStepsAsync(DatabaseFacade database, CancellationToken cancellationToken)
    {
        var service = history.Service;
        var version = await database
            .SqlQuery<int>($"""SELECT "Version" AS "Value" FROM "table_versions" WHERE "Service" = {service}""")
            .SingleOrDefaultAsync(cancellationToken);
        if (version > history.Version) throw new NewerTablesException(service, version, history.Version);
        if (version == history.Version) return false;

        foreach (var step in history.Steps.Skip(version))
        {
            await database.ExecuteSqlRawAsync(step.SqlFor(database.IsNpgsql()), cancellationToken);
        }

        await database.ExecuteSqlAsync($"""DELETE FROM "table_versions" WHERE "Service" = {service}""", cancellationToken);
        await database.ExecuteSqlAsync($"""INSERT INTO "table_versions" VALUES ({service}, {history.Version})""", cancellationToken);
        return true;
    }

    private static void EnsureFolder(DatabaseFacade database)
    {
        var file = new SqliteConnectionStringBuilder(database.GetConnectionString()).DataSource;
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder) Directory.CreateDirectory(folder);
    }

    // Another process is creating the same database, or is at work on its tables: a moment later it is done.
    private static bool IsBehind(Exception fault) => fault.GetBaseException() switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == SqliteBusy,
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.ObjectInUse,
        _ => false,
    };
}
