using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using DreamLake.Hosting.Limits;
using DreamLake.Lambda.Jobs;
using DreamLake.Protocol;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Lambda;

/// <summary>The way into the Lambda: jobs are handed over and asked after here. Thread-safe; a job that was taken is on the disk.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "A queue of jobs is what it is, though not a collection in memory.")]
public sealed class JobQueue
{
    private const int MostDoubted = 100;
    private readonly IDbContextFactory<JobsContext> _contexts;
    private readonly JobSignal _bell;
    private readonly LambdaOptions _options;
    private readonly JobRoom _room;
    private readonly TimeProvider _time;

    internal JobQueue(
        IDbContextFactory<JobsContext> contexts, JobSignal bell, LambdaOptions options, LiveLimits limits, TimeProvider time)
    {
        _room = new JobRoom(options, limits, time);
        _contexts = contexts;
        _bell = bell;
        _options = options;
        _time = time;
    }

    /// <summary>Takes a job, once.</summary>
    /// <remarks>
    /// The same <see cref="SplitJob.DispatchId"/> is taken once. A medium whose job waits, runs or is done is not dispatched again;
    /// one whose job failed is, by a dispatch id that was not used before.
    /// </remarks>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Gives up before it is taken.</param>
    /// <returns>Whether this call dispatched it.</returns>
    /// <exception cref="TooManyJobsException">Its owner has as many waiting as one may have.</exception>
    public Task<bool> DispatchAsync(SplitJob job, CancellationToken cancellationToken) =>
        DispatchAsync(job, alsoWaiting: 0, cancellationToken);

    /// <summary>The same, where others of its owner wait that are not handed over yet.</summary>
    /// <param name="job">The job.</param>
    /// <param name="alsoWaiting">How many do.</param>
    /// <param name="cancellationToken">Gives up before it is taken.</param>
    /// <returns>Whether this call dispatched it.</returns>
    /// <exception cref="TooManyJobsException">Its owner has as many waiting as one may have.</exception>
    public async Task<bool> DispatchAsync(SplitJob job, int alsoWaiting, CancellationToken cancellationToken)
    {
        bool dispatched;
        try
        {
            dispatched = await TryDispatchAsync(job, alsoWaiting, cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another call wrote the same rows in between: now they are there to be seen.
            dispatched = await TryDispatchAsync(job, alsoWaiting, cancellationToken);
        }

        if (dispatched) _bell.Ring();
        return dispatched;
    }

    /// <summary>Does nothing where an owner may have one more job waiting.</summary>
    /// <param name="owner">The namespace.</param>
    /// <param name="alsoWaiting">Jobs of the owner that are not handed over yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TooManyJobsException">Its owner has as many waiting as one may have.</exception>
    public async Task RequireRoomAsync(string owner, int alsoWaiting, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        await _room.RequireAsync(db, owner, alsoWaiting, isHeld: false, cancellationToken);
    }

    /// <summary>How many jobs of an owner wait.</summary>
    /// <param name="owner">The namespace.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<int> CountWaitingAsync(string owner, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        return await JobRoom.CountWaitingAsync(db, owner, cancellationToken);
    }

    /// <summary>How far the jobs of some media are, in one query. Media that were never dispatched are left out.</summary>
    /// <param name="mediaIds">BSS's ids.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<JobReport>> FindAsync(IReadOnlyCollection<string> mediaIds, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var jobs = await db.Jobs.AsNoTracking().Where(job => mediaIds.Contains(job.MediaId)).ToListAsync(cancellationToken);
        if (jobs.Count == 0) return [];

        var toolsAreInstalled = SplitTools.AreInstalled(_options.ToolFolder);
        return [.. jobs.Select(job => Report(job, toolsAreInstalled))];
    }

    /// <summary>
    /// Media whose bytes came from the pool other than they were verified. Their jobs have failed; whoever verified them has to look again.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>BSS's ids of at most 100.</returns>
    public async Task<IReadOnlyList<string>> FindDoubtedAsync(CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.IsDoubted).OrderBy(job => job.MediaId).Select(job => job.MediaId).Take(MostDoubted)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Takes a medium off that list: its content is being looked at.</summary>
    /// <param name="mediaId">BSS's id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SettleDoubtAsync(string mediaId, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        await db.Jobs.Where(job => job.MediaId == mediaId)
            .ExecuteUpdateAsync(set => set.SetProperty(job => job.IsDoubted, false), cancellationToken);
    }

    /// <summary>Forgets the dispatch ids that were used up longer ago than some time: their addresses have expired long since.</summary>
    /// <param name="lifetime">How long they are remembered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ForgetDispatchesAsync(TimeSpan lifetime, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var (now, never) = (_time.GetUtcNow(), DateTimeOffset.MinValue);
        // Those of a lake that did not note the time are as new as the first look at them.
        await db.Dispatches.Where(dispatch => dispatch.At == never)
            .ExecuteUpdateAsync(set => set.SetProperty(dispatch => dispatch.At, now), cancellationToken);
        var before = now - lifetime;
        await db.Dispatches.Where(dispatch => dispatch.At < before).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>The S3 key of the content that a medium's split was made from; null where it has none in a place of its own.</summary>
    /// <param name="mediaId">BSS's id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string?> FindSplitContentAsync(string mediaId, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.MediaId == mediaId && job.Place != null).Select(job => job.ContentKey)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The splits of a space that lie in the place that its contents shared until version 0.1.</summary>
    /// <param name="owner">The namespace.</param>
    /// <param name="project">The space.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whose they are, and what was found out.</returns>
    public async Task<IReadOnlyList<(string MediaId, MediaMetadata Metadata)>> FindSharedSplitsAsync(
        string owner, string project, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var jobs = await db.Jobs.AsNoTracking()
            .Where(job => job.Owner == owner && job.Project == project && job.State == JobState.Done && job.Place == null
                && job.Metadata != null)
            .Select(job => new { job.MediaId, job.Metadata }).ToListAsync(cancellationToken);
        return jobs.ConvertAll(job => (job.MediaId, JsonSerializer.Deserialize(job.Metadata!, ProtocolJson.Default.MediaMetadata)!));
    }

    /// <summary>The media that have, or are about to have, a split of some content; and whether it is being made.</summary>
    /// <param name="contentKey">The content's S3 key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<(string MediaId, bool IsRunning)>> FindSplitsOfAsync(
        string contentKey, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var jobs = await db.Jobs.AsNoTracking().Where(job => job.ContentKey == contentKey)
            .Select(job => new { job.MediaId, job.State }).ToListAsync(cancellationToken);
        return jobs.ConvertAll(job => (job.MediaId, job.State == JobState.Running));
    }

    /// <summary>Forgets the job of a medium that is no more, unless it runs.</summary>
    /// <param name="mediaId">BSS's id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ForgetAsync(string mediaId, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        await db.Jobs.Where(job => job.MediaId == mediaId && job.State != JobState.Running).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task<bool> TryDispatchAsync(SplitJob job, int alsoWaiting, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        // What fails ends the whole transaction: nothing is gone back to inside of it.
        db.Database.AutoSavepointsEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Dispatches.AnyAsync(d => d.MediaId == job.MediaId && d.DispatchId == job.DispatchId, cancellationToken)) return false;

        var known = await db.Jobs.FindAsync([job.MediaId], cancellationToken);
        var dispatches = known is null or { State: JobState.Failed };
        // What waits or is done already takes no further room.
        if (dispatches)
        {
            await _room.RequireAsync(db, job.Owner, alsoWaiting, isHeld: true, cancellationToken);
        }

        db.Dispatches.Add(new Dispatch { MediaId = job.MediaId, DispatchId = job.DispatchId, At = _time.GetUtcNow() });
        if (known is null) db.Jobs.Add(Fresh(job));
        else if (dispatches) Renew(known, job);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return dispatches;
    }

    private Job Fresh(SplitJob job)
    {
        var fresh = new Job { MediaId = job.MediaId, Type = job.Type.Word, Owner = job.Owner, Project = job.Project, ContentKey = job.Key };
        Renew(fresh, job);
        return fresh;
    }

    private void Renew(Job row, SplitJob job)
    {
        row.Type = job.Type.Word;
        row.Owner = job.Owner;
        row.Project = job.Project;
        row.ContentKey = job.Key;
        row.Size = job.Size;
        row.Sha256 = job.Sha256;
        row.IsDoubted = false;
        row.IsLong = false;
        // Labels and text tracks have nothing to split: they need not wait behind a film for a worker to say so.
        row.State = job.Type.IsStreamed ? JobState.Waiting : JobState.Done;
        row.Reason = null;
        row.Attempts = 0;
        row.Crashes = 0;
        row.DueAt = _time.GetUtcNow();
    }

    private static JobReport Report(Job job, bool toolsAreInstalled) => job.State switch
    {
        JobState.Done => new(job.MediaId, AssetStatus.Ready, null,
            job.Metadata is null ? null : JsonSerializer.Deserialize(job.Metadata, ProtocolJson.Default.MediaMetadata))
        {
            Place = IsSplit(job) ? job.Place ?? StreamKeys.SharedPlace(job.Owner, job.Project) : null,
        },
        JobState.Failed => new(job.MediaId, AssetStatus.Failed, job.Reason, null) { IsDoubted = job.IsDoubted },
        JobState.Waiting when !toolsAreInstalled => new(job.MediaId, AssetStatus.Processing, SplitTools.HowToInstall, null),
        _ => new(job.MediaId, AssetStatus.Processing, job.Reason, null),
    };

    private static bool IsSplit(Job job) => AssetType.TryFromWord(job.Type, out var type) && type.IsStreamed;
}
