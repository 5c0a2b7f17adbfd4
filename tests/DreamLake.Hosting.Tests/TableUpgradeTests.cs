using DreamLake.Hosting.Tables;
using DreamLake.Testing.Engines.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Xunit;

namespace DreamLake.Hosting.Tests;

/// <summary>Numbered steps, once for each database, on SQLite and on PostgreSQL.</summary>
public sealed class TableUpgradeTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IDisposable
{
    private static readonly TableStep First = new("""CREATE TABLE "notes" ("Text" text NOT NULL PRIMARY KEY); INSERT INTO "notes" VALUES ('first');""");
    private static readonly TableStep Second = new("""ALTER TABLE "notes" ADD COLUMN "More" text; UPDATE "notes" SET "Text" = "Text" || ', second';""");
    private readonly string _folder = Directory.CreateTempSubdirectory("upgrade-tests-").FullName;

    public static TheoryData<bool> Databases => [false, true];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Each_step_is_taken_once_however_many_start(bool isPostgres)
    {
        var database = await DatabaseAsync(isPostgres);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StartAsync(database, new("notes", [First, Second]))));
        Assert.Equal(["first, second"], await NotesAsync(database));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_later_version_takes_the_steps_that_are_new_to_the_database(bool isPostgres)
    {
        var database = await DatabaseAsync(isPostgres);
        await StartAsync(database, new("notes", [First]));
        Assert.Equal(["first"], await NotesAsync(database));
        await StartAsync(database, new("notes", [First, Second]));
        Assert.Equal(["first, second"], await NotesAsync(database));
        await StartAsync(database, new("others", [new("""INSERT INTO "notes" ("Text") VALUES ('of another service');""")]));
        Assert.Equal(["first, second", "of another service"], await NotesAsync(database));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_newer_version_is_refused_in_one_line_and_left_alone(bool isPostgres)
    {
        var database = await DatabaseAsync(isPostgres);
        await StartAsync(database, new("notes", [First, Second]));
        var refused = await Assert.ThrowsAsync<NewerTablesException>(() => StartAsync(database, new("notes", [First])));
        Assert.Contains("notes are of version 2", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        await StartAsync(database, new("notes", [First, Second]));
        Assert.Equal(["first, second"], await NotesAsync(database));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_step_that_fails_leaves_nothing_of_itself_or_of_those_before_it(bool isPostgres)
    {
        var database = await DatabaseAsync(isPostgres);
        await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(database, new("notes", [First, new("SELECT 1 FROM missing;")])));
        await StartAsync(database, new("notes", [First, Second]));
        Assert.Equal(["first, second"], await NotesAsync(database));
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> DatabaseAsync(bool isPostgres) =>
        isPostgres
            ? await postgres.Engine.CreateDatabaseAsync(Cancellation)
            : $"Data Source={Path.Combine(_folder, Guid.NewGuid().ToString("N"))}.db";

    private static async Task StartAsync(string database, TableHistory history)
    {
        var services = new ServiceCollection();
        services.AddOwnTables<NotesContext>(database, history);
        await using var provider = services.BuildServiceProvider();
        foreach (var service in provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            await service.StartingAsync(Cancellation);
    }

    private static async Task<string[]> NotesAsync(string database)
    {
        var options = new DbContextOptionsBuilder<NotesContext>();
        options.UseOwnTables(database);
        await using var context = new NotesContext(options.Options);
        return await context.Database.SqlQuery<string>($"""SELECT "Text" AS "Value" FROM "notes" ORDER BY "Text" """)
            .ToArrayAsync(Cancellation);
    }

    public sealed class NotesContext(DbContextOptions<NotesContext> options) : DbContext(options);
}
