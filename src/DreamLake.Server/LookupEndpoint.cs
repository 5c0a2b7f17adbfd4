using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Hosting.Tokens;
using DreamLake.Protocol;
using DreamLake.Server.Reading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Server;

/// <summary><c>POST /assets/lookup</c>: which of up to 1,000 names are taken, and by what content.</summary>
internal static class LookupEndpoint
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/assets/lookup", (
            LookupRequest request, [FromHeader] string? authorization, ClaimsPrincipal bearer, AssetLookup lookup,
            CancellationToken cancellationToken) =>
        lookup.FindAsync(PlaceOf(request, bearer), request.Names, authorization, cancellationToken)).TakesLargeBodies().OnlyReads();

    private static Place PlaceOf(LookupRequest request, ClaimsPrincipal bearer) =>
        new AssetQuery(request.Namespace, request.Space, request.EpisodeName, Authorization: null).PlaceFor(bearer);
}
