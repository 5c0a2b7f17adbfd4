using DreamLake.Lambda.Jobs;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Lambda;

/// <summary>The jobs that are not done, as people look at them.</summary>
public sealed class OpenJobs
{
    private readonly IDbContextFactory<JobsContext> _contexts;

    internal OpenJobs(IDbContextFactory<JobsContext> contexts) => _contexts = contexts;

    /// <summary>Some of them: the failed ones first, then those that run, then those that wait.</summary>
    /// <param name="owner">The namespace; null for all.</param>
    /// <param name="project">The space; null for all.</param>
    /// <param name="limit">The most that are told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<UnfinishedJob>> ListAsync(
        string? owner, string? project, int limit, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var jobs = await db.Jobs.AsNoTracking()
            .Where(job => job.State != JobState.Done)
            .Where(job => (owner == null || job.Owner == owner) && (project == null || job.Project == project))
            .OrderBy(job => job.State == JobState.Failed ? 0 : job.State == JobState.Running ? 1 : 2)
            .ThenByDescending(job => job.DueAt).Take(limit).ToListAsync(cancellationToken);
        return jobs.ConvertAll(job => new UnfinishedJob(job.MediaId, job.Type, job.State.ToString().ToLowerInvariant(), job.Reason));
    }
}

/// <summary>A job that is not done.</summary>
/// <param name="MediaId">BSS's id of the medium.</param>
/// <param name="Type">The word of its type.</param>
/// <param name="State"><c>waiting</c>, <c>running</c> or <c>failed</c>.</param>
/// <param name="Reason">Why it failed, or why it waits for another attempt.</param>
public sealed record UnfinishedJob(string MediaId, string Type, string State, string? Reason);
