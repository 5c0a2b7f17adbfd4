using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DreamLake.Hosting.Requests;

/// <summary>
/// Gives each request an id: in the answer's <c>X-Request-Id</c>, in its problem, and in what is logged on its behalf, so that a person's
/// error leads to the service's lines.
/// </summary>
public static class RequestIds
{
    /// <summary>The header of request and answer.</summary>
    public const string Header = "X-Request-Id";

    private const int LongestTaken = 64;
    private const int BytesOfOwn = 8;

    /// <summary>
    /// Takes the client's id where it is 1 to 64 letters, digits, dots, dashes and underscores; makes one where it is not.
    /// </summary>
    public static async Task AssignAsync(HttpContext context, RequestDelegate next)
    {
        var told = context.Request.Headers[Header].ToString();
        var id = IsSane(told) ? told : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(BytesOfOwn));
        context.TraceIdentifier = id;
        // As the answer starts: what an endpoint set before it failed is taken back.
        context.Response.OnStarting(static state =>
        {
            var http = (HttpContext)state;
            http.Response.Headers[Header] = http.TraceIdentifier;
            return Task.CompletedTask;
        }, context);
        var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RequestIds));
        using (log.BeginScope("request {RequestId}", id)) await next(context);
    }

    private static bool IsSane(string id) =>
        id.Length is > 0 and <= LongestTaken && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
