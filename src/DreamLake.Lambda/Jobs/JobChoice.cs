using Microsoft.EntityFrameworkCore;

namespace DreamLake.Lambda.Jobs;

/// <summary>Which job is next: owners take turns, and of an owner's jobs the shortest comes first.</summary>
/// <remarks>
/// The owner with the fewest running jobs is next, then the one whose last job began longest ago. A job that has waited for an hour comes
/// before shorter ones of its owner, so that short ones without end do not hold it up for ever.
/// </remarks>
internal sealed class JobChoice(LambdaOptions options)
{
    private static readonly TimeSpan LongWait = TimeSpan.FromHours(1);

    // More than there are workers that look for jobs of one owner in the same moment.
    private const int Candidates = 64;

    /// <summary>The next jobs that are due, of one owner, the most urgent first; none where none is.</summary>
    /// <param name="db">The table.</param>
    /// <param name="now">The time.</param>
    /// <param name="lane">Which jobs the worker takes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Job>> NextAsync(JobsContext db, DateTimeOffset now, Lane lane, CancellationToken cancellationToken)
    {
        var due = Due(db, now, lane);
        var owners = await due.GroupBy(job => job.Owner).Select(jobs => new { Owner = jobs.Key, Since = jobs.Min(job => job.DueAt) })
            .ToListAsync(cancellationToken);
        if (owners.Count == 0) return [];

        var running = await db.Jobs.Where(job => job.State == JobState.Running).GroupBy(job => job.Owner)
            .Select(jobs => new { Owner = jobs.Key, Count = jobs.Count() })
            .ToDictionaryAsync(row => row.Owner, row => row.Count, cancellationToken);
        var turns = await db.Turns.AsNoTracking().ToDictionaryAsync(turn => turn.Owner, turn => turn.LastAt, cancellationToken);
        var most = lane == Lane.Quick ? 0 : options.MaxRunningPerOwner - 1;
        var next = owners.Where(owner => running.GetValueOrDefault(owner.Owner) <= most)
            .OrderBy(owner => running.GetValueOrDefault(owner.Owner))
            .ThenBy(owner => turns.GetValueOrDefault(owner.Owner))
            .ThenBy(owner => owner.Since)
            .FirstOrDefault();
        if (next is null) return [];

        var longWait = now - LongWait;
        return await due.Where(job => job.Owner == next.Owner)
            .OrderBy(job => job.DueAt < longWait ? 0 : 1).ThenBy(job => job.IsLong).ThenBy(job => job.Size).ThenBy(job => job.DueAt)
            .Take(Candidates).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Jobs that may run now. None is ever postponed further than the longest delay: one that seems to be was dispatched while the clock
    /// was ahead, and need not wait for that time to come.
    /// </summary>
    private IQueryable<Job> Due(JobsContext db, DateTimeOffset now, Lane lane)
    {
        var never = now + options.LongestRetryDelay;
        var due = db.Jobs.AsNoTracking().Where(job => job.State == JobState.Waiting && (job.DueAt <= now || job.DueAt > never));
        if (lane == Lane.Ordinary) return due;
        var patient = now - options.QuickLaneAfter;
        return due.Where(job => !job.IsLong && (job.DueAt <= patient || job.DueAt > never));
    }
}
