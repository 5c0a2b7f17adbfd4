using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Hosting.Limits;

/// <summary>
/// Counts the requests of namespaces that are limited, over all processes of a lake: each takes a tenth of a second's number at a time out
/// of the table, and answers so many without asking it again.
/// </summary>
/// <remarks>What a process took and did not use in that second is lost to the others: fewer may be answered, and never more.</remarks>
internal sealed class RequestRate(IDbContextFactory<LimitsContext> contexts, LiveLimits limits, TimeProvider time) : IDisposable
{
    private const long LeasesPerSecond = 10;

    // A second of a clock that was ahead by more than this is forgotten: nobody waits until it comes.
    private const long MostSecondsAhead = 5;

    private readonly ConcurrentDictionary<string, Purse> _purses = new(StringComparer.Ordinal);

    /// <summary>Counts a request.</summary>
    /// <param name="namespace">Whose it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False: the second's number is used up.</returns>
    public async Task<bool> TrySpendAsync(string @namespace, CancellationToken cancellationToken)
    {
        if ((await limits.FindAsync(@namespace, cancellationToken)).RequestsPerSecond is not { } most) return true;
        var purse = _purses.GetOrAdd(@namespace, _ => new Purse());
        await purse.Gate.WaitAsync(cancellationToken);
        try
        {
            purse.Turn(time.GetUtcNow().ToUnixTimeSeconds());
            if (purse.Left == 0 && !purse.IsUsedUp) await RefillAsync(purse, @namespace, most, cancellationToken);
            return purse.TrySpend();
        }
        finally
        {
            purse.Gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var purse in _purses.Values) purse.Dispose();
    }

    private async Task RefillAsync(Purse purse, string @namespace, long most, CancellationToken cancellationToken)
    {
        var lease = Math.Max(1, most / LeasesPerSecond);
        if (await TryLeaseAsync(@namespace, purse.Second, lease, most, cancellationToken)) purse.Left = lease;
        else if (lease > 1 && await TryLeaseAsync(@namespace, purse.Second, 1, most, cancellationToken)) purse.Left = 1;
        else purse.IsUsedUp = true;
    }

    private async Task<bool> TryLeaseAsync(string @namespace, long second, long lease, long most, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ahead = second + MostSecondsAhead;
        // Of two clocks the one that is ahead counts: who is behind takes from the second that has begun elsewhere.
        return await db.Database.ExecuteSqlAsync($"""
            INSERT INTO "request_windows" ("Namespace", "Second", "Taken") VALUES ({@namespace}, {second}, {lease})
            ON CONFLICT ("Namespace") DO UPDATE SET
                "Taken" = CASE WHEN "request_windows"."Second" BETWEEN {second} AND {ahead}
                    THEN "request_windows"."Taken" + {lease} ELSE {lease} END,
                "Second" = CASE WHEN "request_windows"."Second" BETWEEN {second} AND {ahead}
                    THEN "request_windows"."Second" ELSE {second} END
            WHERE "request_windows"."Second" NOT BETWEEN {second} AND {ahead} OR "request_windows"."Taken" + {lease} <= {most}
            """, cancellationToken) == 1;
    }

    /// <summary>What this process may still answer in the second that it is.</summary>
    private sealed class Purse : IDisposable
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public long Second { get; private set; }

        public long Left { get; set; }

        public bool IsUsedUp { get; set; }

        public void Turn(long second)
        {
            if (second == Second) return;
            (Second, Left, IsUsedUp) = (second, 0, false);
        }

        public bool TrySpend()
        {
            if (Left == 0) return false;
            Left--;
            return true;
        }

        public void Dispose() => Gate.Dispose();
    }
}
