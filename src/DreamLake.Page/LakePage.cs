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
    // What is no page, such as an answer of the protocol, is nothing that a browser should run or frame.
    private const string NoPage = "default-src 'none'; frame-ancestors 'none'";

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
            if (PageRoute.IsOfNobody(http)) http.SetEndpoint(PageRoute.NotHere);
            var page = http.GetEndpoint()?.Metadata.GetMetadata<PageMetadata>();
            // As the answer begins: where something fails on the way, what was set before is taken back.
            http.Response.OnStarting(() =>
            {
                Protect(http.Response.Headers, page is null ? NoPage : policy);
                return Task.CompletedTask;
            });
            if (page is null)
            {
                await next(http);
                return;
            }

            // Before it is looked at who asks: a token that is posted goes by the same door as any other.
            if (page.TakesToken) await PageSession.PresentPostedAsync(http.Request, http.RequestAborted);
            else if (!page.IsOpen) http.RequestServices.GetRequiredService<PageSession>().Present(http.Request);
            await next(http);
        });
    }

    // An answer that brings a policy of its own keeps it.
    private static void Protect(IHeaderDictionary headers, string policy)
    {
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        if (!headers.ContainsKey("Referrer-Policy")) headers["Referrer-Policy"] = "same-origin";
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
