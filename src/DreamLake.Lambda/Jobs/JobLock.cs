using Microsoft.EntityFrameworkCore;

namespace DreamLake.Lambda.Jobs;

/// <summary>How a job becomes one worker's, of several that want one at the same moment.</summary>
internal static class JobLock
{
    /// <summary>Takes the first of some jobs that wait.</summary>
    /// <param name="db">The table.</param>
    /// <param name="candidates">The jobs, the most urgent first.</param>
    /// <param name="worker">Whose it becomes.</param>
    /// <param name="until">Until when.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The job; null where others were quicker.</returns>
    public static async Task<Job?> TakeAsync(
        JobsContext db, IReadOnlyList<Job> candidates, string worker, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var id = db.Database.IsNpgsql()
            ? await TakeUnlockedAsync(db, candidates, worker, until, cancellationToken)
            : await TakeFirstAsync(db, candidates[0], worker, until, cancellationToken);
        return candidates.FirstOrDefault(job => job.MediaId == id);
    }

    /// <summary>Notes that an owner had a turn; where another worker notes one of theirs at this moment, that will do.</summary>
    public static async Task TakeTurnAsync(JobsContext db, string owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        FormattableString update = db.Database.IsNpgsql()
            ? $"""
                UPDATE "turns" SET "LastAt" = {now.UtcTicks} WHERE "Owner" = (
                    SELECT "Owner" FROM "turns" WHERE "Owner" = {owner} FOR UPDATE SKIP LOCKED)
                """
            : (FormattableString)$"""UPDATE "turns" SET "LastAt" = {now.UtcTicks} WHERE "Owner" = {owner}""";
        var known = await db.Database.ExecuteSqlAsync(update, cancellationToken);
        if (known > 0 || await db.Turns.AnyAsync(turn => turn.Owner == owner, cancellationToken)) return;
        await db.Database.ExecuteSqlAsync(
            $"""INSERT INTO "turns" ("Owner", "LastAt") VALUES ({owner}, {now.UtcTicks}) ON CONFLICT DO NOTHING""", cancellationToken);
    }

    /// <summary>PostgreSQL: a row that another worker is just taking is passed over, so that nobody waits for anybody.</summary>
    private static async Task<string?> TakeUnlockedAsync(
        JobsContext db, IReadOnlyList<Job> candidates, string worker, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var ids = candidates.Select(job => job.MediaId).ToArray();
        var (waiting, running) = (nameof(JobState.Waiting), nameof(JobState.Running));
        // The scalar subquery is evaluated once, so that one row is locked and no more.
        var taken = await db.Database.SqlQuery<string>($"""
            UPDATE "jobs" SET "State" = {running}, "Worker" = {worker}, "LeaseUntil" = {until.UtcTicks}, "Attempts" = "Attempts" + 1
            WHERE "MediaId" = (
                SELECT "MediaId" FROM "jobs" WHERE "MediaId" = ANY({ids}) AND "State" = {waiting}
                ORDER BY array_position({ids}, "MediaId") LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING "MediaId" AS "Value"
            """).ToListAsync(cancellationToken);
        return taken.SingleOrDefault();
    }

    /// <summary>SQLite: one writer at a time; the one that comes second changes nothing.</summary>
    private static async Task<string?> TakeFirstAsync(
        JobsContext db, Job job, string worker, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var taken = await db.Jobs.Where(j => j.MediaId == job.MediaId && j.State == JobState.Waiting)
            .ExecuteUpdateAsync(
                set => set.SetProperty(j => j.State, JobState.Running)
                    .SetProperty(j => j.Worker, worker)
                    .SetProperty(j => j.LeaseUntil, until)
                    .SetProperty(j => j.Attempts, j => j.Attempts + 1),
                cancellationToken);
        return taken == 0 ? null : job.MediaId;
    }
}
