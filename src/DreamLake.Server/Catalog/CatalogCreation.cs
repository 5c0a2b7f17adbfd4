using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Hosting;

namespace DreamLake.Server.Catalog;

/// <summary>Creates the tables where they are missing, before the first request. Two processes may start at once.</summary>
/// <remarks>It looks for its own table, not for any (as EnsureCreated does), so that the lake's services can share one database.</remarks>
internal sealed class CatalogCreation(IDbContextFactory<CatalogContext> catalogs, TimeProvider time) : IHostedService
{
    private const int Attempts = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await CreateAsync(cancellationToken);
                return;
            }
            catch (Exception fault) when (attempt < Attempts && WriteConflict.IsBehindInCreating(fault))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        var database = catalog.Database;
        var creator = database.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(cancellationToken)) await creator.CreateAsync(cancellationToken);
        if (database.IsSqlite()) await database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", cancellationToken);

        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        if (await HasTablesAsync(database, cancellationToken)) return;
        await creator.CreateTablesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<bool> HasTablesAsync(DatabaseFacade database, CancellationToken cancellationToken)
    {
        var tables = database.IsSqlite()
            ? "SELECT name AS \"Value\" FROM sqlite_master WHERE type = 'table'"
            : "SELECT table_name::text AS \"Value\" FROM information_schema.tables WHERE table_schema = current_schema()";
        return await database.SqlQueryRaw<string>(tables).AnyAsync(name => name == CatalogContext.AssetsTable, cancellationToken);
    }
}
