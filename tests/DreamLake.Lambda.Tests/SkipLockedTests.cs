using System.Collections.Concurrent;
using System.Globalization;
using DreamLake.Hosting.Limits;
using DreamLake.Hosting.Tables;
using DreamLake.Lambda.Jobs;
using DreamLake.Protocol;
using DreamLake.Testing.Engines.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace DreamLake.Lambda.Tests;

/// <summary>Many workers at one table of jobs in PostgreSQL: each job is one's, and nobody waits for a row that another holds.</summary>
public sealed class SkipLockedTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Workers = 12;
    private const int Jobs = 150;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_job_is_taken_once_and_none_waits_for_the_row_of_another()
    {
        var database = await postgres.Engine.CreateDatabaseAsync(Cancel);
        var options = new LambdaOptions { Bucket = "lake", WorkFolder = "work", Database = database, MaxRunningPerOwner = 1000 };
        // Whoever has to wait for a row for a hundredth of a second fails with PostgreSQL's own error.
        var context = new DbContextOptionsBuilder<JobsContext>();
        context.UseOwnTables(database + ";Options=-c lock_timeout=10ms");
        var contexts = new Contexts(context.Options);
        await using (var db = contexts.CreateDbContext()) await db.Database.EnsureCreatedAsync(Cancel);
        var queue = new JobQueue(contexts, new JobSignal(), options, new LiveLimits(table: null, TimeProvider.System), TimeProvider.System);
        for (var i = 0; i < Jobs; i++) await queue.DispatchAsync(Split(i), Cancel);
        var claims = new JobClaims(contexts, options, TimeProvider.System);
        var first = (await claims.ClaimAsync("first", Lane.Ordinary, Cancel))!;
        await claims.HandBackAsync(first);

        // One that was stopped in the middle holds the very row that is next, and its owner's turn.
        await using var stopped = contexts.CreateDbContext();
        await using var held = await stopped.Database.BeginTransactionAsync(Cancel);
        await stopped.Database.ExecuteSqlAsync($"""SELECT 1 FROM "jobs" WHERE "MediaId" = {first.MediaId} FOR UPDATE""", Cancel);
        await stopped.Database.ExecuteSqlAsync($"""SELECT 1 FROM "turns" FOR UPDATE""", Cancel);

        var taken = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(number => Task.Run(async () =>
        {
            var worker = number.ToString(CultureInfo.InvariantCulture);
            while (await claims.ClaimAsync(worker, Lane.Ordinary, Cancel) is { } job)
            {
                taken.Add(job.MediaId);
                await claims.CompleteAsync(job, new MediaMetadata { Streams = [] });
            }
        }, Cancel)));
        Assert.Equal(Jobs - 1, taken.Distinct().Count());
        Assert.Equal(Jobs - 1, taken.Count);
        Assert.DoesNotContain(first.MediaId, taken);

        await held.RollbackAsync(Cancel);
        var last = await claims.ClaimAsync("last", Lane.Ordinary, Cancel);
        Assert.Equal((first.MediaId, first.Attempts), (last!.MediaId, last.Attempts));
        Assert.Null(await claims.ClaimAsync("last", Lane.Ordinary, Cancel));
    }

    private static SplitJob Split(int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"m{number:000}"), AssetType.Video, "alice", "robotics",
        string.Create(CultureInfo.InvariantCulture, $"alice/robotics/staging/{number:x16}"),
        string.Create(CultureInfo.InvariantCulture, $"d{number}")) { Size = number };

    private sealed class Contexts(DbContextOptions<JobsContext> options) : IDbContextFactory<JobsContext>
    {
        public JobsContext CreateDbContext() => new(options);
    }
}
