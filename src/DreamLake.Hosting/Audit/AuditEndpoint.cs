using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Hosting.Audit;

/// <summary><c>GET /audit?since=&amp;limit=&amp;cursor=</c>: the service's audit log, a page at a time, for an admin.</summary>
internal static class AuditEndpoint
{
    private const int MaxLimit = 1000;

    /// <summary>
    /// Maps it, where the host has a log. An admin of a namespace reads what was done with its tokens; the lake's owner, all.
    /// </summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetService<AuditLog>() is not { } log) return;
        app.MapGet("/audit", async (
            string? since, string? limit, string? cursor, HttpContext http, ClaimsPrincipal bearer, CancellationToken cancellationToken) =>
        {
            if (!bearer.IsAdmin()) throw new RefusalException(StatusCodes.Status403Forbidden, "This is for an admin's token.");
            var most = (int)Number(limit, "limit", MaxLimit, MaxLimit);
            var page = await log.ReadAsync(
                Time(since), bearer.OwnsLake() ? null : bearer.NamespaceOf(), Number(cursor, "cursor", 0, long.MaxValue), most,
                cancellationToken);
            if (page.Count == most) LinkNext(http, since, most, page[^1].Id);
            return Results.Json(page, AuditJson.Default.IReadOnlyListAuditEntry);
        });
    }

    private static void LinkNext(HttpContext http, string? since, int limit, long cursor)
    {
        var query = QueryString.Create("cursor", cursor.ToString(CultureInfo.InvariantCulture))
            .Add("limit", limit.ToString(CultureInfo.InvariantCulture));
        if (!string.IsNullOrEmpty(since)) query = query.Add("since", since);
        var request = http.Request;
        http.Response.Headers.Link = $"<{request.Scheme}://{request.Host}{request.PathBase}{request.Path}{query}>; rel=\"next\"";
    }

    private static DateTimeOffset Time(string? text) =>
        string.IsNullOrEmpty(text) ? DateTimeOffset.MinValue
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime()
        : throw RefusalException.Malformed("The parameter 'since' has to be a time, such as 2026-01-31T00:00:00Z.");

    private static long Number(string? text, string name, long otherwise, long most) =>
        string.IsNullOrEmpty(text) ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, most)
        : throw RefusalException.Malformed($"The parameter '{name}' has to be a whole number.");
}
