using System.Linq.Expressions;
using System.Text.Json;
using DreamLake.Protocol;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Lambda.Jobs;

/// <summary>The table as workers see it: a job is one worker's at a time, for as long as it renews its lease.</summary>
/// <remarks>
/// Each change is one conditional statement, so that of two workers that want the same job one gets it.
/// What a worker that lost its lease writes is not written.
/// What came of an attempt is written down even while the host stops, and so takes no token.
/// </remarks>
internal sealed class JobClaims(IDbContextFactory<JobsContext> contexts, LambdaOptions options, TimeProvider time)
{
    // Each look fails only where others took, or hold, all that was seen; the worker comes again in a moment.
    private const int MostLooks = 10;

    private readonly JobChoice _choice = new(options);

    /// <summary>Takes the job whose turn it is; null where none may run now.</summary>
    public async Task<Job?> ClaimAsync(string worker, Lane lane, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        for (var look = 0; look < MostLooks; look++)
        {
            var now = time.GetUtcNow();
            var next = await _choice.NextAsync(db, now, lane, cancellationToken);
            if (next.Count == 0) return null;
            if (await JobLock.TakeAsync(db, next, worker, now + options.Lease, cancellationToken) is not { } job) continue;
            await JobLock.TakeTurnAsync(db, job.Owner, now, cancellationToken);
            job.Attempts++;
            job.Worker = worker;
            return job;
        }

        return null;
    }

    /// <summary>Keeps a job. False: it is another's by now.</summary>
    public async Task<bool> RenewAsync(Job job, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var until = time.GetUtcNow() + options.Lease;
        return await Held(db, job).ExecuteUpdateAsync(set => set.SetProperty(j => j.LeaseUntil, until), cancellationToken) == 1;
    }

    /// <summary>Gives back the jobs of a worker that is known to be gone.</summary>
    public Task ReleaseAsync(string deadWorker, CancellationToken cancellationToken) =>
        ReleaseAsync(job => job.Worker == deadWorker, cancellationToken);

    /// <summary>Gives back the jobs of workers that were not heard of for the length of a lease.</summary>
    public Task ReleaseExpiredAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return ReleaseAsync(job => job.LeaseUntil < now, cancellationToken);
    }

    /// <summary>When there may be something to do next; null where no job waits or runs.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await db.Jobs.Where(job => job.State == JobState.Waiting).MinAsync(job => (DateTimeOffset?)job.DueAt, cancellationToken);
        var lease = await db.Jobs.Where(job => job.State == JobState.Running).MinAsync(job => job.LeaseUntil, cancellationToken);
        return due is null || lease < due ? lease : due;
    }

    /// <summary>It is done.</summary>
    public Task CompleteAsync(Job job, MediaMetadata metadata) =>
        EndAsync(job, JobState.Done, null, isDoubted: false, JsonSerializer.Serialize(metadata, ProtocolJson.Default.MediaMetadata));

    /// <summary>It failed for good.</summary>
    /// <param name="job">The job.</param>
    /// <param name="reason">Why.</param>
    /// <param name="isDoubted">Whether its bytes are others than were verified.</param>
    public Task FailAsync(Job job, string reason, bool isDoubted = false) =>
        EndAsync(job, JobState.Failed, reason, isDoubted, null);

    /// <summary>It waits for another attempt.</summary>
    public async Task PostponeAsync(Job job, string reason, TimeSpan delay, bool isCrash)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var due = time.GetUtcNow() + delay;
        await Held(db, job).ExecuteUpdateAsync(
            set => set.SetProperty(j => j.State, JobState.Waiting)
                .SetProperty(j => j.Worker, (string?)null)
                .SetProperty(j => j.Reason, reason)
                .SetProperty(j => j.DueAt, due)
                .SetProperty(j => j.Crashes, j => j.Crashes + (isCrash ? 1 : 0)));
    }

    /// <summary>It is given back as it was taken, because the worker stops or has no more time for it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="isLong">Whether it turned out to be too long for the quick lane.</param>
    public async Task HandBackAsync(Job job, bool isLong = false)
    {
        await using var db = await contexts.CreateDbContextAsync();
        await Held(db, job).ExecuteUpdateAsync(
            set => set.SetProperty(j => j.State, JobState.Waiting)
                .SetProperty(j => j.Worker, (string?)null)
                .SetProperty(j => j.IsLong, j => j.IsLong || isLong)
                .SetProperty(j => j.Attempts, j => j.Attempts - 1));
    }

    private async Task EndAsync(Job job, JobState state, string? reason, bool isDoubted, string? metadata)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var place = metadata is null ? null : StreamKeys.PlaceOf(job.ContentKey);
        await Held(db, job).ExecuteUpdateAsync(
            set => set.SetProperty(j => j.State, state)
                .SetProperty(j => j.Worker, (string?)null)
                .SetProperty(j => j.Reason, reason)
                .SetProperty(j => j.IsDoubted, isDoubted)
                .SetProperty(j => j.Metadata, metadata)
                .SetProperty(j => j.Place, place));
    }

    private async Task ReleaseAsync(Expression<Func<Job, bool>> abandoned, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Jobs.Where(job => job.State == JobState.Running).Where(abandoned).ExecuteUpdateAsync(
            set => set.SetProperty(job => job.State, JobState.Waiting)
                .SetProperty(job => job.Worker, (string?)null)
                .SetProperty(job => job.Crashes, job => job.Crashes + 1),
            cancellationToken);
    }

    private static IQueryable<Job> Held(JobsContext db, Job job) =>
        db.Jobs.Where(j => j.MediaId == job.MediaId && j.State == JobState.Running && j.Worker == job.Worker);
}
