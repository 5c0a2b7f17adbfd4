using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Hosting.Health;

/// <summary>
/// <c>GET /healthz</c>: the process answers. <c>GET /readyz</c>: what it cannot work without is reached. No token is needed.
/// </summary>
public static class HealthEndpoints
{
    /// <summary>Where a process is asked whether it answers.</summary>
    public const string Alive = "/healthz";

    /// <summary>Where it is asked whether it can work.</summary>
    public const string Ready = "/readyz";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps both.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods(Alive, Methods, AnswerAlive).AllowAnonymous();
        app.MapMethods(Ready, Methods, AnswerReadyAsync).AllowAnonymous();
    }

    /// <summary>Answers <c>/healthz</c>.</summary>
    public static IResult AnswerAlive(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(new ServiceHealth("alive"), HealthJson.Default.ServiceHealth);
    }

    /// <summary>Answers <c>/readyz</c>: 200, or 503 that names what is not reached.</summary>
    public static async Task<IResult> AnswerReadyAsync(HttpContext http, Readiness readiness, CancellationToken cancellationToken)
    {
        var missing = await readiness.FindMissingAsync(cancellationToken);
        http.Response.Headers.CacheControl = "no-store";
        return missing.Count == 0
            ? Results.Json(new ServiceHealth("ready"), HealthJson.Default.ServiceHealth)
            : Results.Json(
                new NotReady(StatusCodes.Status503ServiceUnavailable, "Not ready", DetailOf(missing), missing, http.TraceIdentifier),
                HealthJson.Default.NotReady, "application/problem+json", StatusCodes.Status503ServiceUnavailable);
    }

    private static string DetailOf(IReadOnlyList<string> missing) =>
        $"Not reached: the {string.Join(", the ", missing)}. What is stored is safe; the service's log says more.";
}
