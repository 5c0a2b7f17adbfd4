using System.Security.Claims;
using DreamLake.Hosting;

namespace DreamLake.Server.Browsing;

/// <summary>Who looks at the lake.</summary>
/// <param name="Bearer">What their token says.</param>
/// <param name="Authorization">The token itself, as a request carries it: BSS is asked with it.</param>
public sealed record Viewer(ClaimsPrincipal Bearer, string? Authorization)
{
    /// <summary>Whether they may have a failed split run again.</summary>
    public bool IsAdmin => Bearer.IsAdmin();

    /// <summary>The namespace that they are of; null for a token without one.</summary>
    public string? Namespace => Bearer.NamespaceOf();

    /// <summary>Whether they may look at everything.</summary>
    public bool SeesLake => Bearer.OwnsLake();
}
