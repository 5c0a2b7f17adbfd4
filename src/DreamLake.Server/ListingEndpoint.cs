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

    /// <summary>Maps it for one type.</summary>
    public static void Map(RouteGroupBuilder assets, AssetType type) => assets.MapGet("", async (
        [AsParameters] AssetQuery query, string? prefix, string? limit, string? cursor, string? allVersions, string? trash,
        HttpContext http,
        ClaimsPrincipal bearer, AssetPages pages, CancellationToken cancellationToken) =>
    {
        var listing = new ListingQuery(type, query.PlaceFor(bearer), prefix, ShownBy(allVersions, trash), query.Authorization);
        if (string.IsNullOrEmpty(limit) && string.IsNullOrEmpty(cursor))
            return Results.Json(await pages.AllAsync(listing, cancellationToken), ProtocolJson.Default.IAsyncEnumerableAssetListing);

        var (page, next) = await pages.PageAsync(listing, ListingCursor.Parse(cursor), Paging.LimitOf(limit), cancellationToken);
        Paging.LinkNext(http, next);
        return Results.Json(page, ProtocolJson.Default.IReadOnlyListAssetListing);
    });

    private static ShownAssets ShownBy(string? allVersions, string? trash) =>
        (IsTrue(allVersions, "allVersions"), IsTrue(trash, "trash")) switch
        {
            (true, true) => throw RefusalException.Malformed("'allVersions' and 'trash' are asked for one at a time."),
            (true, _) => ShownAssets.AllVersions,
            (_, true) => ShownAssets.Trash,
            _ => ShownAssets.Present,
        };

    /// <summary>Whether a parameter says true; left out it says false.</summary>
    /// <exception cref="RefusalException">400: it says neither.</exception>
    public static bool IsTrue(string? text, string name) => text switch
    {
        null or "" or "false" => false,
        "true" => true,
        _ => throw RefusalException.Malformed($"The parameter '{name}' has to be true or false."),
    };
}
