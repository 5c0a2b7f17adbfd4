using System.Security.Claims;
using DreamLake.Protocol;
using DreamLake.Server.Reading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Server;

/// <summary><c>GET /episodes</c>: the episodes that a token may read, a page at a time, with how much they hold.</summary>
internal static class EpisodeEndpoint
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/episodes", async (
        [AsParameters] EpisodeQuery query, string? limit, string? cursor, HttpContext http, ClaimsPrincipal bearer, EpisodePages pages,
        CancellationToken cancellationToken) =>
    {
        var (page, next) =
            await pages.PageAsync(query, bearer, EpisodeCursor.Parse(cursor), Paging.LimitOf(limit), cancellationToken);
        Paging.LinkNext(http, next);
        return Results.Json(page, ProtocolJson.Default.IReadOnlyListEpisodeListing);
    });
}
