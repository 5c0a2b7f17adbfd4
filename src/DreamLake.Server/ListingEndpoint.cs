using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Reading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Server;

/// <summary>
/// <c>GET /assets/{type}</c>: a page at a time for whoever sends <c>limit</c>, everything as it is read for whoever does not.
/// </summary>
internal static class ListingEndpoint
{
    private const string AllVersions = "allVersions";

    /// <summary>Maps it for one type.</summary>
    public static void Map(RouteGroupBuilder assets, AssetType type) => assets.MapGet("", async (
        [AsParameters] AssetQuery query, string? prefix, string? limit, string? cursor, string? allVersions, HttpContext http,
        ClaimsPrincipal bearer, AssetPages pages, CancellationToken cancellationToken) =>
    {
        var listing = new ListingQuery(type, query.PlaceFor(bearer), prefix, IsTrue(allVersions), query.Authorization);
        if (string.IsNullOrEmpty(limit) && string.IsNullOrEmpty(cursor))
            return Results.Json(await pages.AllAsync(listing, cancellationToken), ProtocolJson.Default.IAsyncEnumerableAssetListing);

        var (page, next) = await pages.PageAsync(listing, ListingCursor.Parse(cursor), Paging.LimitOf(limit), cancellationToken);
        Paging.LinkNext(http, next);
        return Results.Json(page, ProtocolJson.Default.IReadOnlyListAssetListing);
    });

    private static bool IsTrue(string? text) => text switch
    {
        null or "" or "false" => false,
        "true" => true,
        _ => throw RefusalException.Malformed($"The parameter '{AllVersions}' has to be true or false."),
    };
}
