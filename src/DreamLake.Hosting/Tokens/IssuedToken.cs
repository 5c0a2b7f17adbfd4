using DreamLake.Protocol;

namespace DreamLake.Hosting.Tokens;

/// <summary>A token that was given out, as the lake remembers it: never the token itself.</summary>
public sealed class IssuedToken
{
    /// <summary>Its id: the claim <c>jti</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The namespace that it opens.</summary>
    public required string Namespace { get; init; }

    /// <summary>What may be done there.</summary>
    public required TokenRole Role { get; init; }

    /// <summary>The one space that it opens; null for all of the namespace.</summary>
    public string? Space { get; init; }

    /// <summary>Whether it opens every namespace of the lake.</summary>
    public bool IsWholeLake { get; init; }

    /// <summary>When it was given out, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself, UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was taken back, UTC; null where it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>As it is told.</summary>
    public ToldToken Told() => new(Id, Namespace, Space, Role.Word(), CreatedAt, ExpiresAt, RevokedAt)
    {
        WholeLake = IsWholeLake ? true : null,
    };
}
