using DreamLake.Page.Files;
using DreamLake.Page.Routes;
using DreamLake.Page.Sessions;
using DreamLake.Page.SignOn;
using DreamLake.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Page;

/// <summary>The page by which people see the lake, at DreamLake Server's address.</summary>
public static class LakePage
{
    /// <summary>Registers it, beside DreamLake Server.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="links">The codes that open it once; null where nobody gives any out.</param>
    /// <param name="oidc">Who knows people; with no authority in it, a token alone opens it. Needs a table of tokens.</param>
    public static IServiceCollection AddLakePage(
        this IServiceCollection services, OneTimeLinks? links = null, OidcOptions? oidc = null)
    {
        if (oidc?.Authority is not null) OidcSignOn.Add(services, oidc);
        services.AddSingleton(provider =>
            links ?? new OneTimeLinks(() => throw new InvalidOperationException(), provider.GetRequiredService<TimeProvider>()));
        return services.AddSingleton<SessionSeal>().AddSingleton<PageSession>();
    }

    /// <summary>
    /// Puts it before <c>UseLakeHosting</c>: a session's token goes with requests for the page, and with no others. What is no page's
    /// takes no cookie.
    /// </summary>
    public static IApplicationBuilder UseLakePage(this WebApplication app)
    {
        // What is rendered here may not be changed by what files are called, nor load anything from elsewhere than the lake itself.
        var policy = Policy(app.Services.GetRequiredService<ServerOptions>());
        return app.Use(async (http, next) =>
        {
            if (http.GetEndpoint()?.Metadata.GetMetadata<PageMetadata>() is not { } page)
            {
                await next(http);
                return;
            }

            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = policy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "same-origin";
            // Before it is looked at who asks: a token that is posted goes by the same door as any other.
            if (page.TakesToken) await PageSession.PresentPostedAsync(http.Request, http.RequestAborted);
            else if (!page.IsOpen) http.RequestServices.GetRequiredService<PageSession>().Present(http.Request);
            await next(http);
        });
    }

    /// <summary>Maps its addresses.</summary>
    public static void MapLakePage(this WebApplication app)
    {
        SignInRoutes.Map(app);
        SignOnRoutes.Map(app);
        PageFiles.Map(app);
        TreeRoutes.Map(app);
        AssetRoutes.Map(app);
        WorkRoutes.Map(app);
    }

    // Streams come from BSS, which is at an address of its own; the player makes blobs of them. Its parts bring styles along, which are
    // known by their digests.
    private static string Policy(ServerOptions options)
    {
        var bss = (options.PublicBssUrl ?? options.BssUrl).GetLeftPart(UriPartial.Authority);
        var styles = string.Join(' ', PageFiles.StylesOfPlayer().Select(digest => $"'{digest}'"));
        return $"default-src 'self'; script-src 'self'; style-src 'self' {styles}; connect-src 'self' {bss}; "
            + $"img-src 'self' {bss} data:; media-src 'self' {bss} blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
            + "form-action 'self'; frame-ancestors 'none'";
    }
}
