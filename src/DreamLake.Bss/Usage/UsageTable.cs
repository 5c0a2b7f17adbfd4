using DreamLake.Bss.Tables;
using DreamLake.Lambda;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Usage;

/// <summary>What namespaces have, as the database counts it.</summary>
public sealed class UsageTable
{
    private readonly IDbContextFactory<MediaContext> _contexts;
    private readonly JobQueue _jobs;

    internal UsageTable(IDbContextFactory<MediaContext> contexts, JobQueue jobs) => (_contexts, _jobs) = (contexts, jobs);

    /// <summary>What a namespace has.</summary>
    public async Task<NamespaceUsage> FindAsync(string @namespace, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var counted = await CountAsync(db, @namespace, cancellationToken);
        var pending = await db.PendingSplits.CountAsync(
            split => db.Media.Any(medium => medium.Id == split.MediaId && medium.Owner == @namespace), cancellationToken);
        return counted with { WaitingJobs = pending + await _jobs.CountWaitingAsync(@namespace, cancellationToken) };
    }

    /// <summary>The part of it that the tables of BSS tell, as the context's own transaction sees it.</summary>
    internal static async Task<NamespaceUsage> CountAsync(MediaContext db, string @namespace, CancellationToken cancellationToken)
    {
        var shards = await db.Usage.AsNoTracking().Where(shard => shard.Owner == @namespace).ToListAsync(cancellationToken);
        return new NamespaceUsage(
            @namespace, shards.Sum(shard => shard.Bytes), shards.Sum(shard => shard.Objects), shards.Sum(shard => shard.OpenUploads), 0);
    }
}
