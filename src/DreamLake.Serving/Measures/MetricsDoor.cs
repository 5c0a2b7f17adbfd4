using System.Security.Cryptography;
using System.Text;
using DreamLake.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Serving.Measures;

/// <summary>Lets in at <c>/metrics</c> who holds a token of the whole lake, or the secret that is made for it.</summary>
/// <param name="tokenFile">The file with that secret; null where there is none.</param>
/// <param name="lookAsync">Has the gauges looked up before they are told.</param>
internal sealed class MetricsDoor(string? tokenFile, Func<CancellationToken, Task> lookAsync)
{
    /// <summary>Where the metrics are told.</summary>
    public const string Path = "/metrics";

    /// <summary>How long the secret is at least.</summary>
    public const int ShortestSecret = 16;

    private const string Scheme = "Bearer ";

    /// <summary>
    /// Whether a request is for them: at the staging pool, one that is signed as S3 has it asks for a bucket of that name.
    /// </summary>
    public static bool IsAsked(HttpContext http) => HttpMethods.IsGet(http.Request.Method)
        && (http.Request.Headers.Authorization.ToString().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || (http.Request.Headers.Authorization.Count == 0 && !http.Request.QueryString.HasValue));

    /// <summary>Stands before what tells them.</summary>
    public async Task PassAsync(HttpContext http, RequestDelegate next)
    {
        // Whoever looks at the numbers is not one of them.
        if (http.Features.Get<IHttpMetricsTagsFeature>() is { } tags) tags.MetricsDisabled = true;
        if (!await IsLetInAsync(http))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            http.Response.Headers.WWWAuthenticate = "Bearer";
            await http.Response.WriteAsync(
                "Metrics are for a token of the whole lake, or the secret of Metrics:TokenFile, as a bearer token.\n", http.RequestAborted);
            return;
        }

        await lookAsync(http.RequestAborted);
        await next(http);
    }

    private async Task<bool> IsLetInAsync(HttpContext http)
    {
        var told = http.Request.Headers.Authorization.ToString();
        if (!told.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        if (await IsSecretAsync(told[Scheme.Length..].Trim(), http.RequestAborted)) return true;
        // The Lambda and the staging pool know nothing of tokens.
        return http.RequestServices.GetService<IAuthenticationService>() is not null
            && (await http.AuthenticateAsync()).Principal?.OwnsLake() == true;
    }

    private async Task<bool> IsSecretAsync(string told, CancellationToken cancellationToken)
    {
        if (tokenFile is null) return false;
        try
        {
            var secret = (await File.ReadAllTextAsync(tokenFile, cancellationToken)).Trim();
            return secret.Length >= ShortestSecret
                && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(told));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A file that is not there opens nothing; the start says so (LakeProcess).
            return false;
        }
    }
}
