using DreamLake.Hosting.Tables;
using DreamLake.Server.Catalog;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DreamLake.Server.Tests.Lake;

/// <summary>
/// A database for one test: SQLite in a folder of its own, or one in the PostgreSQL that <see cref="PostgresVariable"/> names.
/// </summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>A connection string that begins with <c>Host=</c> and names no database: then the whole suite runs on PostgreSQL.</summary>
    private const string PostgresVariable = "DREAMLAKE_TEST_POSTGRES";

    private readonly DirectoryInfo? _folder;

    /// <summary>Makes one.</summary>
    /// <param name="postgres">A connection string of PostgreSQL that names no database; null for the variable's, or SQLite.</param>
    public TestDatabase(string? postgres = null)
    {
        postgres ??= Environment.GetEnvironmentVariable(PostgresVariable);
        if (!string.IsNullOrEmpty(postgres))
        {
            ConnectionString = $"{postgres};Database=dreamlake_{Guid.NewGuid():N}";
            return;
        }

        _folder = Directory.CreateTempSubdirectory("dreamlake-server-");
        ConnectionString = $"Data Source={Path.Combine(_folder.FullName, "server.db")}";
    }

    public string ConnectionString { get; }

    public bool IsPostgres => _folder is null;

    /// <summary>The tables themselves, for what no route shows.</summary>
    public CatalogContext Open()
    {
        var options = new DbContextOptionsBuilder<CatalogContext>();
        options.UseOwnTables(ConnectionString);
        return new CatalogContext(options.Options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder is null)
        {
            NpgsqlConnection.ClearAllPools();
            await using var catalog = Open();
            await catalog.Database.EnsureDeletedAsync();
            return;
        }

        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
