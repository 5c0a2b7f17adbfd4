using DreamLake.StagingPool.Storage;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Operations;

/// <summary>The headers by which a browser lets a page of another origin have an answer.</summary>
internal sealed class CorsHeaders(BucketStore buckets)
{
    private const string Prefix = "Access-Control-";

    /// <summary>Whether a header is one of these.</summary>
    public static bool IsOne(string header) => header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || header == "Vary";

    /// <summary>
    /// Adds them to the answer, whatever it will be, where the request comes from a page that a rule of its bucket names.
    /// </summary>
    public async Task AddHeadersAsync(S3Request request)
    {
        if (request.Header("Origin") is not { } origin) return;
        var method = request.Header("Access-Control-Request-Method") ?? request.Method;
        var asked = ListIn(request.Header("Access-Control-Request-Headers"));
        var rules = await RulesOfAsync(request);
        if (rules.FirstOrDefault(r => Allows(r, origin, method, asked)) is not { } rule) return;
        var headers = request.Http.Response.Headers;
        var isAny = rule.Origins.First(o => Matches(o, origin)) == "*";
        headers.AccessControlAllowOrigin = isAny ? "*" : HeaderText.Of("Origin", origin);
        headers.AccessControlAllowMethods = string.Join(", ", rule.Methods);
        if (!isAny) headers.AccessControlAllowCredentials = "true";
        if (asked.Length > 0) headers.AccessControlAllowHeaders = HeaderText.Of("Access-Control-Request-Headers", string.Join(", ", asked));
        if (rule.ExposedHeaders.Count > 0)
            headers.AccessControlExposeHeaders = HeaderText.Of("ExposeHeader", string.Join(", ", rule.ExposedHeaders));
        if (rule.MaxAge is { } seconds) headers.AccessControlMaxAge = $"{seconds}";
        headers.Vary = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";
    }

    /// <summary>Answers what a browser asks before it sends a request, which carries no signature.</summary>
    /// <exception cref="S3Exception">
    /// No rule allows the request (<c>AccessForbidden</c>), or it does not say what it asks (<c>BadRequest</c>).
    /// </exception>
    public async Task AnswerPreflightAsync(S3Request request)
    {
        if (request.Header("Origin") is null) throw BadRequest("Insufficient information. Origin request header needed.");
        if (request.Header("Access-Control-Request-Method") is null) throw BadRequest("Invalid Access-Control-Request-Method: null");
        if (request.Http.Response.Headers.AccessControlAllowOrigin.Count > 0) return;
        throw new S3Exception(
            StatusCodes.Status403Forbidden,
            "AccessForbidden",
            (await RulesOfAsync(request)).Count == 0
                ? "CORSResponse: CORS is not enabled for this bucket."
                : "CORSResponse: This CORS request is not allowed. This is usually because the evaluation of Origin, request method / "
                + "Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.");
    }

    private async Task<IReadOnlyList<CorsRule>> RulesOfAsync(S3Request request) =>
        buckets.Exists(request.Bucket) ? (await buckets.SettingsAsync(request.Bucket, request.Aborted)).Cors ?? [] : [];

    private static bool Allows(CorsRule rule, string origin, string method, string[] headers) =>
        rule.Methods.Contains(method) && rule.Origins.Any(o => Matches(o, origin))
        && headers.All(header => rule.Headers.Any(h => Matches(h.ToLowerInvariant(), header.ToLowerInvariant())));

    private static bool Matches(string pattern, string text)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0) return pattern == text;
        return text.Length >= pattern.Length - 1
            && text.StartsWith(pattern[..star], StringComparison.Ordinal) && text.EndsWith(pattern[(star + 1)..], StringComparison.Ordinal);
    }

    private static string[] ListIn(string? header) =>
        header?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static S3Exception BadRequest(string message) => new(StatusCodes.Status400BadRequest, "BadRequest", message);
}
