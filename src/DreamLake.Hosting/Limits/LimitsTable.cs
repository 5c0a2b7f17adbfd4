using Microsoft.EntityFrameworkCore;

namespace DreamLake.Hosting.Limits;

/// <summary>Tells and changes what namespaces may have and do. The lake may run meanwhile.</summary>
public sealed class LimitsTable
{
    private readonly IDbContextFactory<LimitsContext> _contexts;

    internal LimitsTable(IDbContextFactory<LimitsContext> contexts) => _contexts = contexts;

    /// <summary>The limits of a namespace; none where none were set.</summary>
    public async Task<NamespaceLimits> FindAsync(string @namespace, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        return await db.Limits.AsNoTracking().FirstOrDefaultAsync(limits => limits.Namespace == @namespace, cancellationToken)
            ?? new NamespaceLimits { Namespace = @namespace };
    }

    /// <summary>Those of all namespaces that have any, by their names.</summary>
    public async Task<IReadOnlyList<NamespaceLimits>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        return await db.Limits.AsNoTracking().OrderBy(limits => limits.Namespace).ToListAsync(cancellationToken);
    }

    /// <summary>Sets the limits of a namespace, in the place of those that it had. Every service goes by them within 3 s.</summary>
    public async Task SetAsync(NamespaceLimits limits, CancellationToken cancellationToken)
    {
        if (limits.Fault() is { } fault) throw new ArgumentOutOfRangeException(nameof(limits), fault);
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var (bytes, objects, uploads) = (limits.Bytes, limits.Objects, limits.OpenUploads);
        var (jobs, requests) = (limits.WaitingJobs, limits.RequestsPerSecond);
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO "limits" ("Namespace", "Bytes", "Objects", "OpenUploads", "WaitingJobs", "RequestsPerSecond")
                VALUES ({limits.Namespace}, {bytes}, {objects}, {uploads}, {jobs}, {requests})
            ON CONFLICT ("Namespace") DO UPDATE SET "Bytes" = excluded."Bytes", "Objects" = excluded."Objects",
                "OpenUploads" = excluded."OpenUploads", "WaitingJobs" = excluded."WaitingJobs",
                "RequestsPerSecond" = excluded."RequestsPerSecond"
            """, cancellationToken);
    }
}
