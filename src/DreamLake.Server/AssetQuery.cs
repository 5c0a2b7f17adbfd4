using System.Security.Claims;
using DreamLake.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace DreamLake.Server;

/// <summary>The query of the read side: <c>?namespace=&amp;space=&amp;episode=</c>. What is empty was left out.</summary>
/// <param name="Namespace">The namespace; left out, it is the token's own.</param>
/// <param name="Space">The space.</param>
/// <param name="Episode">The episode; left out, it is the space.</param>
/// <param name="Authorization">The caller's own, handed on to BSS.</param>
internal sealed record AssetQuery(
    string? Namespace, string? Space, string? Episode, [FromHeader] string? Authorization)
{
    /// <summary>The place that it names, where the bearer may use it.</summary>
    public Place PlaceFor(ClaimsPrincipal bearer) =>
        Place.Of(string.IsNullOrEmpty(Namespace) ? bearer.NamespaceOf() : Namespace, Space, Episode).For(bearer);
}
