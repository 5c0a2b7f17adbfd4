using DreamLake.Bss.Contents;
using DreamLake.Bss.S3;
using DreamLake.Bss.Tables;
using DreamLake.Bss.Upkeep;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Bss.Tests.Hosts;

/// <content>What a test reads of its tables, and does to them behind its back.</content>
public sealed partial class BssHost
{
    /// <summary>Holds its tables, so that nobody else writes, until it is disposed of.</summary>
    public async Task<IAsyncDisposable> HoldTablesAsync()
    {
        var connection = new SqliteConnection(_setup.Database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Takes its tables and its work folder away, as a disk that is unmounted does.</summary>
    public async Task LoseAsync()
    {
        foreach (var database in new[] { _setup.Database, _setup.JobsDatabase })
        {
            await using var connection = new SqliteConnection(database);
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "DROP TABLE table_versions";
            await command.ExecuteNonQueryAsync();
        }

        Directory.Delete(Path.Combine(_folder, "work"), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(_folder, "work"), "no folder");
    }

    /// <summary>Removes what is to be removed some time from now, on whatever database.</summary>
    internal async Task RemoveDueAsync(TimeSpan ahead)
    {
        var services = _app.Services;
        var tidying = new Tidying(
            services.GetRequiredService<IDbContextFactory<MediaContext>>(), services.GetRequiredService<StoredObjects>(),
            services.GetRequiredService<AbandonedUploads>(), services.GetRequiredService<ExpiredUploads>(),
            services.GetRequiredService<ContentRelease>(), services.GetRequiredService<SplitRemoval>(),
            services.GetRequiredService<SharedSplitRemoval>(), Jobs, services.GetRequiredService<BssOptions>(), new ShiftedTime(ahead));
        await using var db = await services.GetRequiredService<IDbContextFactory<MediaContext>>().CreateDbContextAsync();
        var due = new ShiftedTime(ahead).GetUtcNow();
        do await tidying.RunAsync(CancellationToken.None);
        while (await db.Removals.AnyAsync(removal => removal.DueAt <= due));
    }

    /// <summary>Writes contents down as proven just now, without the uploads that they came by.</summary>
    internal async Task ProveAsync(IEnumerable<Content> contents)
    {
        await using var db = await _app.Services.GetRequiredService<IDbContextFactory<MediaContext>>().CreateDbContextAsync();
        db.Contents.AddRange(contents);
        await db.SaveChangesAsync();
    }

    /// <summary>Scrubs until nothing is due, by another host on its tables, some time from now.</summary>
    internal async Task ScrubAsync(TimeSpan ahead)
    {
        await using var later = await StartBesideAsync(verifies: false, time: new ShiftedTime(ahead));
        while (await later._app.Services.GetRequiredService<Scrub>().NextAsync(CancellationToken.None)
            || await later._app.Services.GetRequiredService<Inventory>().NextAsync(CancellationToken.None))
        {
            // The next one.
        }
    }

    /// <summary>How many contents of a space its table has, on whatever database.</summary>
    internal async Task<int> CountContentsAsync(string project)
    {
        await using var db = await _app.Services.GetRequiredService<IDbContextFactory<MediaContext>>().CreateDbContextAsync();
        return await db.Contents.CountAsync(content => content.Project == project);
    }

    /// <summary>A number out of its tables.</summary>
    public Task<long> CountAsync(string sql) => CountAsync(_setup.Database, sql);

    /// <summary>A number out of the Lambda's.</summary>
    public Task<long> CountJobsAsync(string sql) => CountAsync(_setup.JobsDatabase, sql);

    private static async Task<long> CountAsync(string database, string sql)
    {
        await using var connection = new SqliteConnection(database);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Ends a waiting job as the Lambda would where ffmpeg is installed: by its row.</summary>
    public async Task EndJobAsync(string mediaId, string state, string? metadata = null, string? place = null)
    {
        await using var connection = new SqliteConnection(_setup.JobsDatabase);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE jobs SET State = $state, Metadata = $metadata, Place = $place, Reason = 'of the test' WHERE MediaId = $id";
        command.Parameters.AddWithValue("$state", state);
        command.Parameters.AddWithValue("$metadata", (object?)metadata ?? DBNull.Value);
        command.Parameters.AddWithValue("$place", (object?)place ?? DBNull.Value);
        command.Parameters.AddWithValue("$id", mediaId);
        if (await command.ExecuteNonQueryAsync() != 1) throw new InvalidOperationException($"There is no job of '{mediaId}'.");
    }

    /// <summary>
    /// Fails a waiting job as the Lambda would where the pool gave it other bytes than were verified; the digest that it had.
    /// </summary>
    public async Task<string?> DoubtJobAsync(string mediaId)
    {
        await using var connection = new SqliteConnection(_setup.JobsDatabase);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            "UPDATE jobs SET State = 'Failed', Reason = 'other bytes', IsDoubted = 1 WHERE MediaId = $id RETURNING Sha256";
        command.Parameters.AddWithValue("$id", mediaId);
        return await command.ExecuteScalarAsync() as string;
    }
}
