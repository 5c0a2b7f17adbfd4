using Microsoft.EntityFrameworkCore;

namespace DreamLake.Hosting.Audit;

/// <summary>A service's audit log, to be read and added to.</summary>
public sealed class AuditLog
{
    private readonly Func<CancellationToken, Task<AuditContext>> _openAsync;

    internal AuditLog(string service, Func<CancellationToken, Task<AuditContext>> openAsync) =>
        (Service, _openAsync) = (service, openAsync);

    /// <summary>Whose it is: <c>bss</c> or <c>server</c>.</summary>
    public string Service { get; }

    /// <summary>A page of it, in its order.</summary>
    /// <param name="since">Entries from this time on.</param>
    /// <param name="namespace">Those of one namespace; null for all.</param>
    /// <param name="after">The number of the last entry that is known; 0 for the first page.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(
        DateTimeOffset since, string? @namespace, long after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await _openAsync(cancellationToken);
        var entries = db.Entries.AsNoTracking().Where(entry => entry.Id > after && entry.At >= since);
        if (@namespace is not null) entries = entries.Where(entry => entry.Namespace == @namespace);
        return await entries.OrderBy(entry => entry.Id).Take(limit).ToListAsync(cancellationToken);
    }

    internal async Task AddAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await using var db = await _openAsync(cancellationToken);
        db.Entries.AddRange(entries);
        await db.SaveChangesAsync(cancellationToken);
    }
}
