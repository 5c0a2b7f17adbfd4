using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace DreamLake.Server.Catalog;

/// <summary>Where the tables lie: SQLite, or PostgreSQL for a connection string that begins with <c>Host=</c>.</summary>
internal static class CatalogStorage
{
    public static void UseCatalogStorage(this DbContextOptionsBuilder options, string database)
    {
        if (database.StartsWith("Host=", StringComparison.OrdinalIgnoreCase)) options.UseNpgsql(database);
        else options.UseSqlite(database).AddInterceptors(new WaitForOtherWriters());
    }

    /// <summary>SQLite lets one writer in at a time: the others wait for it (here up to 30 s) instead of failing.</summary>
    private sealed class WaitForOtherWriters : DbConnectionInterceptor
    {
        private const string BusyTimeout = "PRAGMA busy_timeout = 30000;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = BusyTimeout;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = BusyTimeout;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
