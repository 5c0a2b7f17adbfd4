namespace DreamLake.Protocol;

/// <summary>What a token's bearer may do.</summary>
public enum TokenRole
{
    /// <summary>List, play, download; change nothing.</summary>
    Read,

    /// <summary>That, and upload.</summary>
    Write,

    /// <summary>That, and what an admin of the namespace does.</summary>
    Admin,
}

/// <summary>The words of roles: in tokens, in messages and on a screen.</summary>
public static class TokenRoles
{
    /// <summary>A role's word: <c>read</c>, <c>write</c> or <c>admin</c>.</summary>
    public static string Word(this TokenRole role) => role switch
    {
        TokenRole.Read => "read",
        TokenRole.Write => "write",
        _ => "admin",
    };

    /// <summary>The role of a word; false where it is none.</summary>
    public static bool TryParse(string? word, out TokenRole role)
    {
        foreach (var known in new[] { TokenRole.Read, TokenRole.Write, TokenRole.Admin })
        {
            role = known;
            if (known.Word() == word) return true;
        }

        role = default;
        return false;
    }
}

/// <summary>The body of <c>POST /tokens</c> (DreamLake Server): an admin gives a token out.</summary>
/// <param name="Namespace">The namespace that it opens.</param>
/// <param name="Space">The one space that it opens; left out, all of the namespace.</param>
/// <param name="Role">The word of its <see cref="TokenRole"/>; left out, <c>write</c>.</param>
/// <param name="ExpiresIn">Seconds that it is good for, 60 to 315,360,000 (3650 days); left out, 30 days.</param>
public sealed record TokenRequest(string? Namespace, string? Space, string? Role, long? ExpiresIn)
{
    /// <summary>
    /// Whether it opens every namespace as an admin's; left out, not. <see cref="Namespace"/> is then whose it is: what addresses mean
    /// that name none. Given out by a token of the whole lake alone, and for no one space.
    /// </summary>
    public bool? WholeLake { get; init; }

    /// <summary>How long a token lives at least: a minute.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>How long a token lives at most: 3650 days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>How long a token lives where nothing else is asked: 30 days.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromDays(30);
}

/// <summary>A token as a lake tells of it: itself only in the answer that makes it.</summary>
/// <param name="Id">Its id, by which it is taken back.</param>
/// <param name="Namespace">The namespace that it opens.</param>
/// <param name="Space">The one space that it opens; null for all of the namespace.</param>
/// <param name="Role">The word of its <see cref="TokenRole"/>.</param>
/// <param name="CreatedAt">When it was given out, UTC.</param>
/// <param name="ExpiresAt">When it ends by itself, UTC.</param>
/// <param name="RevokedAt">When it was taken back, UTC; null where it was not.</param>
public sealed record ToldToken(
    string Id, string Namespace, string? Space, string Role, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt)
{
    /// <summary>Whether it opens every namespace, as an admin's; left out where it does not.</summary>
    public bool? WholeLake { get; init; }

    /// <summary>The token itself, where it was just made.</summary>
    public string? Token { get; init; }

    /// <summary>Never the token: a record's own text would show it.</summary>
    public override string ToString() => $"{nameof(ToldToken)} {Id}";
}
