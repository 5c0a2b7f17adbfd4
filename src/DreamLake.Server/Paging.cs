using System.Globalization;
using DreamLake.Hosting;
using DreamLake.Server.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace DreamLake.Server;

/// <summary>A page at a time: <c>limit</c> and <c>cursor</c> of a query, and the <c>Link</c> header that leads to the next page.</summary>
internal static class Paging
{
    private const string Limit = "limit", Cursor = "cursor";

    /// <summary>How many a page may have: 1 to 1,000, which is the default.</summary>
    /// <exception cref="RefusalException">400: it is no such number.</exception>
    public static int LimitOf(string? text) =>
        string.IsNullOrEmpty(text) ? AssetPages.MaxLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit >= 1 ? Math.Min(limit, AssetPages.MaxLimit)
        : throw RefusalException.Malformed($"The parameter '{Limit}' has to be a number of 1 to {AssetPages.MaxLimit}.");

    /// <summary>Says where the next page is: the address that was asked, with the cursor in place of the one before.</summary>
    /// <param name="http">The request and its answer.</param>
    /// <param name="next">The cursor; null where there is no next page.</param>
    public static void LinkNext(HttpContext http, object? next)
    {
        if (next is null) return;
        var request = http.Request;
        var query = new QueryBuilder(request.Query.Where(parameter => parameter.Key != Cursor).SelectMany(
            parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value ?? "")))
        {
            { Cursor, next.ToString()! },
        };
        var address = UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path, query.ToQueryString());
        http.Response.Headers.Link = $"<{address}>; rel=\"next\"";
    }
}
