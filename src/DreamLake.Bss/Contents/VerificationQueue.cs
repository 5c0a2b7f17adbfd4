using System.Threading.Channels;
using DreamLake.Bss.Tables;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Contents;

/// <summary>
/// The durable queue of contents that are to be read back: one turn for each owner, those first for which a client waits.
/// </summary>
internal sealed class VerificationQueue(IDbContextFactory<MediaContext> contexts, TimeProvider time) : IDisposable
{
    /// <summary>How long a claimed content stays with a host that is not heard of.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);
    private readonly Channel<bool> _signal =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private const int RememberedOwners = 10_000;
    private readonly SemaphoreSlim _claiming = new(1);

    // Whose turn it was when: the owner that was served longest ago is next. One that has nothing waiting keeps its place, or whoever
    // brings one content after the other would always come first.
    private Dictionary<string, long> _turns = [];
    private long _turn;

    /// <summary>Wakes the worker.</summary>
    public void Signal() => _signal.Writer.TryWrite(true);

    /// <summary>Returns at a signal, or when it is time to look for what other hosts left.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(PollInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _signal.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It is time to look.
        }
    }

    /// <summary>Asks for a content to be read back, again where it was before.</summary>
    public async Task AddAsync(Content content, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (id, owner, now) = (content.Id, content.Owner, time.GetUtcNow().UtcTicks);
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO "verifications" ("ContentId", "Owner", "DueAt", "IsAwaited", "Attempts") VALUES ({id}, {owner}, {now}, {false}, 0)
                ON CONFLICT DO NOTHING
            """, cancellationToken);
        Signal();
    }

    /// <summary>Claims the content whose turn it is; null where none is due.</summary>
    public async Task<Verification?> ClaimAsync(CancellationToken cancellationToken)
    {
        await _claiming.WaitAsync(cancellationToken);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            while (await NextAsync(db, cancellationToken) is { } next)
            {
                var now = time.GetUtcNow();
                var until = now + Lease;
                var claimed = await db.Verifications
                    .Where(row => row.ContentId == next.ContentId && (row.LeaseUntil == null || row.LeaseUntil < now))
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, until), cancellationToken);
                if (claimed == 1) return next;
            }

            return null;
        }
        finally
        {
            _claiming.Release();
        }
    }

    /// <summary>Keeps a claimed content.</summary>
    public async Task RenewAsync(Verification verification, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var until = time.GetUtcNow() + Lease;
        await db.Verifications.Where(row => row.ContentId == verification.ContentId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, until), cancellationToken);
    }

    /// <summary>Gives a claimed content back, to be tried again later.</summary>
    public async Task PostponeAsync(Verification verification, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var delay = FirstDelay * Math.Pow(2, Math.Min(verification.Attempts, 16));
        var due = time.GetUtcNow() + (delay < LongestDelay ? delay : LongestDelay);
        await db.Verifications.Where(row => row.ContentId == verification.ContentId).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null).SetProperty(row => row.DueAt, due)
                .SetProperty(row => row.Attempts, row => row.Attempts + 1),
            cancellationToken);
    }

    /// <summary>Gives a claimed content back as it was, because the host stops; and so it takes no token.</summary>
    public async Task HandBackAsync(Verification verification)
    {
        await using var db = await contexts.CreateDbContextAsync();
        await db.Verifications.Where(row => row.ContentId == verification.ContentId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null));
    }

    /// <inheritdoc/>
    public void Dispose() => _claiming.Dispose();

    private async Task<Verification?> NextAsync(MediaContext db, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = db.Verifications.AsNoTracking().Where(row => row.DueAt <= now && (row.LeaseUntil == null || row.LeaseUntil < now));
        var waiting = await due.Select(row => row.Owner).Distinct().ToListAsync(cancellationToken);
        if (waiting.Count == 0) return null;
        var next = waiting.Order(StringComparer.Ordinal).MinBy(owner => _turns.GetValueOrDefault(owner))!;
        if (_turns.Count > RememberedOwners) _turns = waiting.ToDictionary(owner => owner, owner => _turns.GetValueOrDefault(owner));
        _turns[next] = ++_turn;
        return await due.Where(row => row.Owner == next)
            .OrderByDescending(row => row.IsAwaited).ThenBy(row => row.DueAt).ThenBy(row => row.ContentId)
            .FirstOrDefaultAsync(cancellationToken);
    }
}
