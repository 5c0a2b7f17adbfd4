using System.Globalization;
using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Reading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Server;

/// <summary>
/// <c>GET /assets/{type}</c>: a page at a time for whoever sends <c>limit</c>, everything as it is read for whoever does not.
/// </summary>
internal static class ListingEndpoint
{
    private const string Limit = "limit", Cursor = "cursor", AllVersions = "allVersions";

    /// <summary>Maps it for one type.</summary>
    public static void Map(RouteGroupBuilder assets, AssetType type) => assets.MapGet("", async (
        [AsParameters] AssetQuery query, string? prefix, string? limit, string? cursor, string? allVersions, HttpContext http,
        ClaimsPrincipal bearer, AssetPages pages, CancellationToken cancellationToken) =>
    {
        var listing = new ListingQuery(type, query.PlaceFor(bearer), prefix, IsTrue(allVersions), query.Authorization);
        if (string.IsNullOrEmpty(limit) && string.IsNullOrEmpty(cursor))
            return Results.Json(await pages.AllAsync(listing, cancellationToken), ProtocolJson.Default.IAsyncEnumerableAssetListing);

        var (page, next) = await pages.PageAsync(listing, ListingCursor.Parse(cursor), LimitOf(limit), cancellationToken);
        if (next is not null) http.Response.Headers.Link = $"<{AddressOf(http.Request, next)}>; rel=\"next\"";
        return Results.Json(page, ProtocolJson.Default.IReadOnlyListAssetListing);
    });

    private static bool IsTrue(string? text) => text switch
    {
        null or "" or "false" => false,
        "true" => true,
        _ => throw RefusalException.Malformed($"The parameter '{AllVersions}' has to be true or false."),
    };

    private static int LimitOf(string? text) =>
        string.IsNullOrEmpty(text) ? AssetPages.MaxLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit >= 1 ? Math.Min(limit, AssetPages.MaxLimit)
        : throw RefusalException.Malformed($"The parameter '{Limit}' has to be a number of 1 to {AssetPages.MaxLimit}.");

    // The address that was asked, with the cursor in place of the one before.
    private static string AddressOf(HttpRequest request, ListingCursor next)
    {
        var query = new QueryBuilder(request.Query.Where(parameter => parameter.Key != Cursor).SelectMany(
            parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value ?? "")))
        {
            { Cursor, next.ToString() },
        };
        return UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path, query.ToQueryString());
    }
}
