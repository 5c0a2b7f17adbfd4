using DreamLake.Hosting.Limits;
using DreamLake.Lambda.Jobs;
using DreamLake.Lambda.Work;
using DreamLake.Protocol;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.Lambda.Tests;

/// <summary>Who may run a job, and when: the table against a clock that the test turns.</summary>
public sealed class JobClaimsTests : IAsyncLifetime
{
    private static readonly LambdaOptions Options = new()
    {
        Bucket = "lake", WorkFolder = "work", Database = "Data Source=:memory:", MaxRunningPerOwner = 3,
    };

    private static readonly LiveLimits NoLimits = new(table: null, TimeProvider.System);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SqliteConnection _connection = new(Options.Database);
    private readonly Contexts _contexts;
    private readonly JobClaims _claims;
    private readonly JobQueue _queue;

    public JobClaimsTests()
    {
        _contexts = new Contexts(new DbContextOptionsBuilder<JobsContext>().UseSqlite(_connection).Options);
        _claims = new JobClaims(_contexts, Options, _time);
        _queue = new JobQueue(_contexts, new JobSignal(), Options, NoLimits, _time);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _connection.OpenAsync(Cancel);
        await using var db = _contexts.CreateDbContext();
        await db.Database.EnsureCreatedAsync(Cancel);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Fact]
    public async Task A_job_is_one_workers_at_a_time_and_the_oldest_comes_first()
    {
        await DispatchAsync("old");
        _time.Advance(TimeSpan.FromSeconds(1));
        await DispatchAsync("new");
        Assert.Equal("old", (await ClaimAsync("one"))?.MediaId);
        Assert.Equal("new", (await ClaimAsync("two"))?.MediaId);
        Assert.Null(await ClaimAsync("three"));
    }

    [Fact]
    public async Task A_job_whose_worker_fell_silent_is_free_when_its_lease_ends()
    {
        await DispatchAsync("a");
        var lost = await ClaimAsync("one");
        _time.Advance(Options.Lease - TimeSpan.FromSeconds(1));
        await _claims.ReleaseExpiredAsync(Cancel);
        Assert.Null(await ClaimAsync("two"));

        _time.Advance(TimeSpan.FromSeconds(2));
        await _claims.ReleaseExpiredAsync(Cancel);
        var taken = await ClaimAsync("two");
        Assert.Equal((2, 1), (taken!.Attempts, taken.Crashes));

        Assert.False(await _claims.RenewAsync(lost!, Cancel));
        await _claims.FailAsync(lost!, "too late");
        Assert.Equal(AssetStatus.Processing, Assert.Single(await _queue.FindAsync(["a"], Cancel)).Status);
    }

    [Fact]
    public async Task A_renewed_lease_lasts()
    {
        await DispatchAsync("a");
        var job = await ClaimAsync("one");
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(Options.Lease * 0.9);
            Assert.True(await _claims.RenewAsync(job!, Cancel));
            await _claims.ReleaseExpiredAsync(Cancel);
        }

        Assert.Null(await ClaimAsync("two"));
        Assert.Equal(_time.GetUtcNow() + Options.Lease, await _claims.NextDueAsync(Cancel));
    }

    [Fact]
    public async Task A_postponed_job_waits_and_says_why()
    {
        await DispatchAsync("a");
        var job = await ClaimAsync("one");
        await _claims.PostponeAsync(job!, "The staging pool does not answer.", TimeSpan.FromSeconds(8), isCrash: false);
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromSeconds(8), await _claims.NextDueAsync(Cancel));
        Assert.Null(await ClaimAsync("one"));

        _time.Advance(TimeSpan.FromSeconds(8));
        job = await ClaimAsync("one");
        Assert.Equal((2, 0), (job!.Attempts, job.Crashes));
        Assert.Equal("The staging pool does not answer.", Assert.Single(await _queue.FindAsync(["a"], Cancel)).Reason);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(10_000, 300)]
    public void Delays_double_up_to_the_longest(int attempts, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Options.RetryDelayAfter(attempts));

    [Fact]
    public async Task A_job_that_is_handed_back_counts_no_attempt()
    {
        await DispatchAsync("a");
        await _claims.HandBackAsync((await ClaimAsync("one"))!);
        var job = await ClaimAsync("two");
        Assert.Equal((1, 0), (job!.Attempts, job.Crashes));
    }

    [Fact]
    public async Task Only_the_dead_are_swept()
    {
        var root = Directory.CreateTempSubdirectory("lambda-sweep-").FullName;
        try
        {
            using var living = WorkSpace.Open(root);
            using var own = WorkSpace.Open(root);
            var dead = Directory.CreateDirectory(Path.Combine(root, Guid.NewGuid().ToString("N"))).FullName;
            await File.WriteAllTextAsync(Path.Combine(dead, "content"), "left", Cancel);
            var foreign = Directory.CreateDirectory(Path.Combine(root, "holiday")).FullName;
            var swept = new List<string>();
            await own.SweepAsync(worker =>
            {
                swept.Add(worker);
                return Task.CompletedTask;
            });

            Assert.Equal([Path.GetFileName(dead)], swept);
            Assert.False(Directory.Exists(dead));
            Assert.True(Directory.Exists(foreign));
            Assert.True(Directory.Exists(living.NewFolder()));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task Owners_take_turns_and_their_short_files_come_first()
    {
        foreach (var name in new[] { "a1", "a2", "a3" }) await DispatchAsync(name, "alice", size: 100);
        await DispatchAsync("a-short", "alice", size: 1);
        await DispatchAsync("b1", "bob", size: 100);
        var order = new List<string?>();
        for (var i = 0; i < 5; i++)
        {
            var job = await ClaimAsync("one");
            order.Add(job?.MediaId);
            await _claims.FailAsync(job!, "over");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["a-short", "b1", "a1", "a2", "a3"], order);
    }

    [Fact]
    public async Task An_owner_has_no_more_running_than_one_may()
    {
        await DispatchAsync("a1", "alice");
        await DispatchAsync("a2", "alice");
        await DispatchAsync("b1", "bob");
        var claims = new JobClaims(_contexts, Options with { MaxRunningPerOwner = 1 }, _time);
        Assert.Equal("a1", (await claims.ClaimAsync("one", Lane.Ordinary, Cancel))?.MediaId);
        Assert.Equal("b1", (await claims.ClaimAsync("two", Lane.Ordinary, Cancel))?.MediaId);
        Assert.Null(await claims.ClaimAsync("three", Lane.Ordinary, Cancel));
    }

    [Fact]
    public async Task A_clip_does_not_wait_for_anothers_long_file()
    {
        await DispatchAsync("film", "alice");
        Assert.NotNull(await ClaimAsync("one"));
        await DispatchAsync("more", "alice");
        await DispatchAsync("clip", "bob");
        Assert.Null(await _claims.ClaimAsync("one", Lane.Quick, Cancel));
        _time.Advance(Options.QuickLaneAfter);
        var clip = await _claims.ClaimAsync("one", Lane.Quick, Cancel);
        Assert.Equal("clip", clip?.MediaId);
        Assert.True(Options.QuickLaneAfter * 2 + Options.QuickLaneSlice < TimeSpan.FromSeconds(30));

        // It was no clip after all.
        await _claims.HandBackAsync(clip!, isLong: true);
        Assert.Null(await _claims.ClaimAsync("one", Lane.Quick, Cancel));
        Assert.Equal("clip", (await ClaimAsync("one"))?.MediaId);
    }

    [Fact]
    public async Task A_job_that_was_dispatched_while_the_clock_was_ahead_runs_when_it_is_right()
    {
        var later = new FakeTimeProvider(_time.GetUtcNow().AddYears(10));
        var queue = new JobQueue(_contexts, new JobSignal(), Options, NoLimits, later);
        await queue.DispatchAsync(new("a", AssetType.Video, "alice", "robotics", "key", "1"), Cancel);
        Assert.Equal("a", (await ClaimAsync("one"))?.MediaId);
    }

    [Fact]
    public async Task Past_so_many_waiting_a_dispatch_is_refused_and_says_when_to_ask_again()
    {
        var queue = new JobQueue(_contexts, new JobSignal(), Options with { MaxWaitingPerOwner = 1 }, NoLimits, _time);
        await queue.DispatchAsync(new("a", AssetType.Video, "alice", "robotics", "key", "1"), Cancel);
        var refused = await Assert.ThrowsAsync<TooManyJobsException>(
            () => queue.DispatchAsync(new("b", AssetType.Video, "alice", "robotics", "key", "1"), Cancel));
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        Assert.True(await queue.DispatchAsync(new("b", AssetType.Video, "bob", "robotics", "key", "1"), Cancel));
    }

    private Task<Job?> ClaimAsync(string worker) => _claims.ClaimAsync(worker, Lane.Ordinary, Cancel);

    private Task<bool> DispatchAsync(string mediaId, string owner = "alice", long size = 0) => _queue.DispatchAsync(
        new(mediaId, AssetType.Video, owner, "robotics", "alice/robotics/staging/0123456789abcdef", "1") { Size = size }, Cancel);

    private sealed class Contexts(DbContextOptions<JobsContext> options) : IDbContextFactory<JobsContext>
    {
        public JobsContext CreateDbContext() => new(options);
    }
}
