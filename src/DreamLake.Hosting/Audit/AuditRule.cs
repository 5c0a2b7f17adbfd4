using System.Security.Claims;
using DreamLake.Hosting.Tokens;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace DreamLake.Hosting.Audit;

/// <summary>
/// Notes each request that changes something, hands out an address of bytes, or is refused for who asks; an item of a batch as itself.
/// </summary>
internal static class AuditRule
{
    private const int LongestSubject = 1000;
    private const string Download = "/download";

    /// <summary>Stands before everything that answers, so that it sees the answer as it is sent.</summary>
    public static async Task RecordAsync(HttpContext http, RequestDelegate next)
    {
        if (http.RequestServices.GetService<AuditWriter>() is not { } writer)
        {
            await next(http);
            return;
        }

        // Taken now: where an endpoint throws, its route is forgotten before the answer.
        var asked = new Asked(PatternOf(http), SubjectOf(http), ReaderRules.IsReading(http));
        try
        {
            await next(http);
        }
        finally
        {
            if (IsNoted(http, asked)) foreach (var entry in EntriesOf(http, asked)) await writer.AddAsync(entry);
        }
    }

    private static bool IsNoted(HttpContext http, Asked asked) =>
        http.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden
        || (asked.Pattern is { } pattern && (!asked.IsReading || pattern.EndsWith(Download, StringComparison.Ordinal)));

    private static IEnumerable<AuditEntry> EntriesOf(HttpContext http, Asked asked)
    {
        var subjects = http.Items.TryGetValue(typeof(AuditFilter), out var noted) ? (IReadOnlyList<AuditedItem>)noted! : [];
        return subjects.Count == 0
            ? [Entry(http, asked, asked.Subject, null)]
            : subjects.Select(item => Entry(http, asked, item.Subject, item.Status));
    }

    private static AuditEntry Entry(HttpContext http, Asked asked, string? subject, int? status)
    {
        var user = http.User;
        return new AuditEntry
        {
            At = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
            Namespace = user.Identity?.IsAuthenticated == true ? user.NamespaceOf() : null,
            TokenId = user.FindFirstValue(JwtRegisteredClaimNames.Jti),
            Person = user.PersonOf(),
            // The route and not the path: what somebody typed there may be anything.
            Verb = $"{MethodOf(http)} {asked.Pattern ?? "(no such address)"}",
            Subject = subject is null ? null : Short(NameRules.Printable(subject)),
            Status = status ?? http.Response.StatusCode,
            From = FromOf(http),
            RequestId = http.TraceIdentifier,
        };
    }

    private static string? SubjectOf(HttpContext http)
    {
        var values = http.Request.RouteValues;
        return (values.GetValueOrDefault("id") ?? values.GetValueOrDefault("namespace"))?.ToString()
            ?? (http.Request.Query.TryGetValue("path", out var path) ? path.ToString() : null);
    }

    private static string? FromOf(HttpContext http)
    {
        var isTrusted = http.RequestServices.GetRequiredService<AuditOptions>().TrustForwarded;
        var told = isTrusted ? http.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim() : "";
        return System.Net.IPAddress.TryParse(told, out var address)
            ? address.ToString()
            : http.Connection.RemoteIpAddress?.ToString();
    }

    private static string? PatternOf(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } pattern
        ? "/" + pattern.Trim('/')
        : null;

    private static string MethodOf(HttpContext http) => http.Request.Method is { Length: <= 16 } method && method.All(char.IsAsciiLetter)
        ? method
        : "(no method)";

    private static string Short(string subject) => subject.Length > LongestSubject ? subject[..LongestSubject] : subject;

    private sealed record Asked(string? Pattern, string? Subject, bool IsReading);
}
