using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Bss.Work;

/// <summary><c>GET /work</c>: what is under way, for whoever holds a token, of what it opens.</summary>
internal static class WorkEndpoint
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/work", (
        ClaimsPrincipal bearer, WorkState work, CancellationToken cancellationToken) => work.FindAsync(bearer, cancellationToken));
}
