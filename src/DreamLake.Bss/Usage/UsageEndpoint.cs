using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Hosting.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Bss.Usage;

/// <summary><c>GET /usage</c>: what a namespace has, of what its limits count.</summary>
internal static class UsageEndpoint
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/usage", (
        [FromQuery(Name = "namespace")] string? @namespace, ClaimsPrincipal bearer, UsageTable usage,
        CancellationToken cancellationToken) =>
    {
        var asked = string.IsNullOrEmpty(@namespace) ? bearer.NamespaceOf() : Protocol.NameRules.Normalize(@namespace);
        return asked is not null && bearer.Owns(asked, bearer.OnlySpaceOf())
            ? usage.FindAsync(asked, cancellationToken)
            : throw RefusalException.NotYours();
    }).IsNotCounted();
}
