using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Hosting.Keys;

/// <summary>Rotates the keys that sign. They lie sealed in the database, so that every process learns of them.</summary>
public sealed class KeyTable
{
    /// <summary>The id of the keys that the lake began with, which lie in its file.</summary>
    public const string FirstId = "first";

    /// <summary>
    /// How long new keys wait before they sign, so that every process verifies by them first: three times what one needs to learn of them.
    /// </summary>
    public static readonly TimeSpan UntilKnown = 3 * KeyFollower.Interval;

    private readonly IDbContextFactory<KeysContext> _contexts;
    private readonly TimeProvider _time;
    private readonly KeySeal _seal;
    private readonly LakeKeys _first;

    internal KeyTable(IDbContextFactory<KeysContext> contexts, KeyRing ring, TimeProvider time) =>
        (_contexts, _time, _first, _seal) = (contexts, time, ring.First, new KeySeal(ring.First));

    /// <summary>Makes new keys.</summary>
    /// <param name="retiresOlder">
    /// Whether all older ones are retired at once, as after a leak: what they signed dies within seconds, and the new ones sign now.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<KnownKey> RotateAsync(bool retiresOlder, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (retiresOlder)
        {
            foreach (var older in await RowsAsync(db, cancellationToken)) Retire(older, now);
        }

        var made = new SealedKey
        {
            Id = id,
            Secrets = _seal.Seal(id, LakeKeys.Create()),
            CreatedAt = now,
            SignsFrom = retiresOlder ? now : now + UntilKnown,
        };
        db.Keys.Add(made);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new KnownKey(made.Id, made.CreatedAt, made.SignsFrom, null);
    }

    /// <summary>Retires keys: within seconds nothing that they signed is taken any more, and their secrets are gone.</summary>
    /// <returns>Whether there are such keys that were not retired, and others that sign in their place.</returns>
    public async Task<Retirement> RetireAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var live = (await RowsAsync(db, cancellationToken)).Where(key => key.RetiredAt is null).ToList();
        if (live.Find(key => key.Id == id) is not { } key) return Retirement.NoSuchKey;
        if (live.Count == 1) return Retirement.LastKey;
        Retire(key, _time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Retirement.Done;
    }

    /// <summary>All that there were, the newest first.</summary>
    public async Task<IReadOnlyList<KnownKey>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var rows = await RowsAsync(db, cancellationToken);
        return [.. rows.Select(key => new KnownKey(key.Id, key.CreatedAt, key.SignsFrom, key.RetiredAt))];
    }

    /// <summary>Those that are not retired, opened, the newest first.</summary>
    /// <exception cref="KeysFileException">The lake's file is not the one that sealed them.</exception>
    internal async Task<IReadOnlyList<RingKey>> LiveAsync(CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        return [.. (await RowsAsync(db, cancellationToken)).Where(key => key.RetiredAt is null).Select(key => new RingKey(
            key.Id, key.Secrets is { } secrets ? _seal.Open(key.Id, secrets) : _first, key.SignsFrom))];
    }

    /// <summary>The file's own keys have a row once something was said of them.</summary>
    private static async Task<List<SealedKey>> RowsAsync(KeysContext db, CancellationToken cancellationToken)
    {
        var rows = await db.Keys.OrderByDescending(key => key.SignsFrom).ToListAsync(cancellationToken);
        if (rows.Exists(key => key.Id == FirstId)) return rows;
        var first = new SealedKey { Id = FirstId, CreatedAt = DateTimeOffset.UnixEpoch, SignsFrom = DateTimeOffset.UnixEpoch };
        db.Keys.Add(first);
        return [.. rows, first];
    }

    private static void Retire(SealedKey key, DateTimeOffset now)
    {
        key.RetiredAt ??= now;
        key.Secrets = null;
    }
}

/// <summary>Keys as an admin sees them: never the secrets.</summary>
/// <param name="Id">Their id; <see cref="KeyTable.FirstId"/> for those of the lake's file.</param>
/// <param name="CreatedAt">When they were made, UTC; the epoch for those of the file.</param>
/// <param name="SignsFrom">From when on they sign, UTC.</param>
/// <param name="RetiredAt">When they were retired, UTC; null where they verify.</param>
public sealed record KnownKey(string Id, DateTimeOffset CreatedAt, DateTimeOffset SignsFrom, DateTimeOffset? RetiredAt);

/// <summary>What came of retiring keys.</summary>
public enum Retirement
{
    /// <summary>They are retired.</summary>
    Done,

    /// <summary>There are none of that id that verify.</summary>
    NoSuchKey,

    /// <summary>There are no others: nothing was changed.</summary>
    LastKey,
}
