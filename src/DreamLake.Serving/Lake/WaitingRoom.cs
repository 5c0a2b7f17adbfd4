using System.Globalization;
using DreamLake.Hosting.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Serving.Lake;

/// <summary>
/// What answers at a role's address while its process waits for its engines: that it lives, what is missing, and to everybody else that
/// they may come again.
/// </summary>
internal static class WaitingRoom
{
    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(5);

    /// <summary>Registers what it looks at.</summary>
    public static void Add(IServiceCollection services, IReadOnlyList<ReadinessCheck> engines)
    {
        services.AddSingleton(TimeProvider.System);
        foreach (var engine in engines) services.AddSingleton(engine);
        services.AddSingleton<Readiness>();
    }

    /// <summary>Maps it.</summary>
    public static void Map(WebApplication app)
    {
        HealthEndpoints.Map(app);
        app.MapFallback(http =>
        {
            http.Response.Headers.RetryAfter = ComeAgain.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return Results.Problem(
                "This service waits for its database or its bucket, and answers once they are reached. What is stored is safe.",
                statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http);
        });
    }
}
