using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Hosting.Measures;

/// <summary>Counts what BSS and DreamLake Server refuse, whole requests and single items of batches, by status and reason.</summary>
/// <remarks>How many requests there are and how long they take the framework counts itself (<c>http.server.request.duration</c>).</remarks>
public sealed class RequestMeter
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "DreamLake.Requests";

    private readonly Counter<long> _refusals;

    /// <summary>Makes the instruments.</summary>
    public RequestMeter(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _refusals = meters.Create(Name).CreateCounter<long>(
            "dreamlake.refusals", "{refusal}", "Requests and items of batches that were refused or failed, by status and reason.");
    }

    /// <summary>Counts a refusal.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="reason">One of <see cref="RefusalReason"/>, where a limit stands in the way; else null.</param>
    public void Refused(int status, string? reason) => _refusals.Add(
        1, KeyValuePair.Create<string, object?>("status", status),
        KeyValuePair.Create<string, object?>("reason", reason ?? WordFor(status)));

    /// <summary>Notes why the request is refused, for <see cref="CountAsync"/>, which sees the answer.</summary>
    internal static void Note(HttpContext http, string? reason) => http.Items[typeof(RefusalReason)] = reason;

    /// <summary>Stands before all that answers, and counts the refusals.</summary>
    internal static async Task CountAsync(HttpContext http, RequestDelegate next, RequestMeter meter)
    {
        await next(http);
        var status = http.Response.StatusCode;
        if (status >= StatusCodes.Status400BadRequest) meter.Refused(status, http.Items[typeof(RefusalReason)] as string);
    }

    private static string WordFor(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "malformed",
        StatusCodes.Status401Unauthorized => "no_token",
        StatusCodes.Status403Forbidden => "not_allowed",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status409Conflict => "conflict",
        StatusCodes.Status413PayloadTooLarge => "too_large",
        StatusCodes.Status422UnprocessableEntity => "wrong",
        StatusCodes.Status429TooManyRequests => "too_many",
        StatusCodes.Status499ClientClosedRequest => "client_left",
        StatusCodes.Status503ServiceUnavailable => "not_now",
        StatusCodes.Status507InsufficientStorage => "disk_full",
        >= StatusCodes.Status500InternalServerError => "failed",
        _ => "other",
    };
}
