using System.Data.Common;
using DreamLake.Hosting.Health;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace DreamLake.Hosting.Tables;

/// <summary>A service's own tables: SQLite, or PostgreSQL for a connection string that begins with <c>Host=</c>.</summary>
public static class OwnTables
{
    // The driver too asks again for as long as this while the tables are locked.
    private const int LongestWaitSeconds = 10;

    /// <summary>Registers a factory of contexts, and brings their tables up to date before anything else of the service starts.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="database">The connection string. Several services may share one database: each minds its own tables.</param>
    /// <param name="history">The steps that make them what the contexts expect.</param>
    public static IServiceCollection AddOwnTables<TContext>(this IServiceCollection services, string database, TableHistory history)
        where TContext : DbContext
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddPooledDbContextFactory<TContext>(options => options.UseOwnTables(database));
        services.AddSingleton<IHostedService>(provider => new TableUpgrade<TContext>(
            provider.GetRequiredService<IDbContextFactory<TContext>>(), history, provider.GetRequiredService<TimeProvider>()));
        services.AddReadinessCheck($"database of {history.Service}", ReachAsync<TContext>);
        return services;
    }

    /// <summary>Brings the tables of a host that is not started up to date, as its start would.</summary>
    public static async Task UpgradeOwnTablesAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        foreach (var upgrade in services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            await upgrade.StartingAsync(cancellationToken);
    }

    /// <summary>Chooses the database by its connection string.</summary>
    public static DbContextOptionsBuilder UseOwnTables(this DbContextOptionsBuilder options, string database) =>
        PostgresConnection.IsMeantBy(database)
            ? options.UseNpgsql(PostgresConnection.Complete(database)).AddInterceptors(CommandTimes.Instance)
            : options.UseSqlite(database, sqlite => sqlite.CommandTimeout(LongestWaitSeconds))
                .AddInterceptors(new WaitForOtherWriters(), CommandTimes.Instance);

    private static async Task ReachAsync<TContext>(IServiceProvider services, CancellationToken cancellationToken)
        where TContext : DbContext
    {
        await using var context = await services.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContextAsync(cancellationToken);
        await context.Database.SqlQuery<int>($"""SELECT "Version" AS "Value" FROM "table_versions" """).ToListAsync(cancellationToken);
    }

    /// <summary>SQLite lets one writer in at a time: the others wait for it (here up to 10 s) instead of failing.</summary>
    /// <remarks>A client waits 30 s for an answer: within them it has to be told that it may come again.</remarks>
    private sealed class WaitForOtherWriters : DbConnectionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Wait(connection);

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Wait(connection);
            return Task.CompletedTask;
        }

        // Not by a statement: it would be prepared anew for each of the many connections that are opened for one question.
        private static void Wait(DbConnection connection) =>
            SQLitePCL.raw.sqlite3_busy_timeout(((SqliteConnection)connection).Handle, LongestWaitSeconds * 1000);
    }
}
