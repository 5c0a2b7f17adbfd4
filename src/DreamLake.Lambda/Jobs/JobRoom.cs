using System.Collections.Concurrent;
using DreamLake.Hosting.Limits;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Lambda.Jobs;

/// <summary>Holds each owner to the number of jobs that may wait.</summary>
/// <remarks>
/// Near the limit one dispatch of an owner is counted at a time, on however many hosts. Far from it that would only have each wait for the
/// disk of the one before: there an owner's jobs are counted once in a second.
/// </remarks>
internal sealed class JobRoom(LambdaOptions options, LiveLimits limits, TimeProvider time)
{
    // More than all hosts together dispatch of one owner in a second.
    private const int Far = 10_000;
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (int Waiting, long At)> _counted = new(StringComparer.Ordinal);

    /// <summary>Does nothing where an owner may have one more job waiting.</summary>
    /// <param name="db">The tables; where the room is held, in a transaction.</param>
    /// <param name="owner">The namespace.</param>
    /// <param name="alsoWaiting">Jobs of the owner that are not handed over yet.</param>
    /// <param name="isHeld">Whether nobody may take the room until the transaction ends.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TooManyJobsException">Its owner has as many waiting as one may have.</exception>
    public async Task RequireAsync(JobsContext db, string owner, int alsoWaiting, bool isHeld, CancellationToken cancellationToken)
    {
        var most = Math.Min(
            options.MaxWaitingPerOwner, (await limits.FindAsync(owner, cancellationToken)).WaitingJobs ?? long.MaxValue);
        if (await IsFarAsync(db, owner, most - alsoWaiting, cancellationToken)) return;
        if (isHeld) await HoldAsync(db, owner, cancellationToken);
        var waiting = await CountWaitingAsync(db, owner, cancellationToken) + alsoWaiting;
        if (waiting < most) return;
        throw new TooManyJobsException(
            $"{waiting} files of '{owner}' wait to be split, and no more may. The file is stored; try again later.");
    }

    /// <summary>How many jobs of an owner wait.</summary>
    public static Task<int> CountWaitingAsync(JobsContext db, string owner, CancellationToken cancellationToken) =>
        db.Jobs.CountAsync(job => job.Owner == owner && job.State == JobState.Waiting, cancellationToken);

    private async Task<bool> IsFarAsync(JobsContext db, string owner, long most, CancellationToken cancellationToken)
    {
        if (most < Far) return false;
        if (!_counted.TryGetValue(owner, out var counted) || time.GetElapsedTime(counted.At) >= Remembered)
        {
            var at = time.GetTimestamp();
            counted = (await CountWaitingAsync(db, owner, cancellationToken), at);
            if (_counted.Count >= MostRemembered) _counted.Clear();
            _counted[owner] = counted;
        }

        return counted.Waiting <= most - Far;
    }

    // SQLite lets one writing transaction in anyway.
    private static async Task HoldAsync(JobsContext db, string owner, CancellationToken cancellationToken)
    {
        if (!db.Database.IsNpgsql()) return;
        var name = $"jobs of {owner}";
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))", cancellationToken);
    }
}
