using DreamLake.Protocol;

namespace DreamLake.Hosting.Tokens;

/// <summary>What a token lets its bearer do.</summary>
/// <param name="Namespace">Whose it is: the namespace that it opens, and that addresses mean which name none.</param>
/// <param name="Role">What may be done there.</param>
/// <param name="Space">The one space that it opens; null for all of the namespace.</param>
public sealed record TokenGrant(string Namespace, TokenRole Role, string? Space = null)
{
    /// <summary>Whether it opens every namespace, as the token of the lake's own owner does. Default: no.</summary>
    public bool IsWholeLake { get; init; }

    /// <summary>Who bears it, where that is known: the audit log names them. Default: nobody is named.</summary>
    public string? Person { get; init; }
}
