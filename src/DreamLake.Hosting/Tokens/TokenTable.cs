using System.Security.Cryptography;
using DreamLake.Hosting.Keys;
using DreamLake.Protocol;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Hosting.Tokens;

/// <summary>Gives tokens out, lists them and takes them back.</summary>
public sealed class TokenTable
{
    private readonly IDbContextFactory<TokensContext> _contexts;
    private readonly KeyRing _keys;
    private readonly TimeProvider _time;

    internal TokenTable(IDbContextFactory<TokensContext> contexts, KeyRing keys, TimeProvider time) =>
        (_contexts, _keys, _time) = (contexts, keys, time);

    /// <summary>Gives one out. It is written down before it is told: one that nobody knows could not be taken back.</summary>
    /// <param name="grant">What it lets its bearer do.</param>
    /// <param name="lifetime">How long it is good for, <see cref="TokenRequest.Shortest"/> to <see cref="TokenRequest.Longest"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The token, which is told once and kept nowhere, and what is remembered of it.</returns>
    public async Task<(string Token, IssuedToken Issued)> CreateAsync(
        TokenGrant grant, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, TokenRequest.Shortest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, TokenRequest.Longest);
        var now = _time.GetUtcNow();
        var issued = new IssuedToken
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
            Namespace = grant.Namespace,
            Role = grant.Role,
            Space = grant.Space,
            IsWholeLake = grant.IsWholeLake,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        db.Tokens.Add(issued);
        await db.SaveChangesAsync(cancellationToken);
        return (LakeTokens.Mint(_keys.Signing, grant, issued.Id, lifetime, _time), issued);
    }

    /// <summary>All that were given out and have not ended by themselves, the newest first.</summary>
    public async Task<IReadOnlyList<IssuedToken>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var now = _time.GetUtcNow();
        return await db.Tokens.AsNoTracking().Where(token => token.ExpiresAt > now).OrderByDescending(token => token.CreatedAt)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Takes one back: within 5 s no service of the lake takes it any more.</summary>
    /// <returns>Whether there is such a token.</returns>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var now = _time.GetUtcNow();
        var taken = await db.Tokens.Where(token => token.Id == id && token.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(token => token.RevokedAt, now), cancellationToken);
        return taken > 0 || await db.Tokens.AnyAsync(token => token.Id == id, cancellationToken);
    }

    /// <summary>Whether a token with this id was given out and not taken back.</summary>
    internal async Task<bool> IsLiveAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        return await db.Tokens.AnyAsync(token => token.Id == id && token.RevokedAt == null, cancellationToken);
    }
}
