using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace DreamLake.Page.SignOn;

/// <summary>Sends people to the provider and takes them back.</summary>
internal static class OidcSignOn
{
    /// <summary>The scheme's name.</summary>
    public const string Scheme = "oidc";

    private static readonly string[] UsualScopes = ["openid", "profile"];

    /// <summary>Registers it.</summary>
    public static void Add(IServiceCollection services, OidcOptions options)
    {
        services.AddSingleton(options).AddSingleton<PersonCookie>();
        services.TryAddSingleton<IDataProtectionProvider, RingProtection>();
        // The parts of AddOpenIdConnect that are needed: the whole of it reads settings of its own from the host's configuration.
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<OpenIdConnectOptions>, OpenIdConnectPostConfigureOptions>());
        new AuthenticationBuilder(services).AddRemoteScheme<OpenIdConnectOptions, OpenIdConnectHandler>(
            Scheme, displayName: null, oidc => Configure(oidc, options));
    }

    private static void Configure(OpenIdConnectOptions oidc, OidcOptions options)
    {
        (oidc.Authority, oidc.ClientId, oidc.ClientSecret) = (options.Authority, options.ClientId, options.ClientSecret);
        oidc.CallbackPath = PageAddresses.SignOnBack;
        (oidc.ResponseType, oidc.ResponseMode) = (OpenIdConnectResponseType.Code, OpenIdConnectResponseMode.Query);
        (oidc.UsePkce, oidc.MapInboundClaims, oidc.SaveTokens, oidc.DisableTelemetry) = (true, false, false, true);
        oidc.RequireHttpsMetadata = !new Uri(options.Authority!).IsLoopback;
        oidc.Scope.Clear();
        foreach (var scope in options.Scopes ?? UsualScopes) oidc.Scope.Add(scope);
        // They have to come along when the provider, which is another site, sends the browser back by an address. The session's own
        // cookie does not.
        foreach (var cookie in new[] { oidc.CorrelationCookie, oidc.NonceCookie })
            (cookie.SameSite, cookie.SecurePolicy, cookie.HttpOnly) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest, true);
        oidc.Events = new OpenIdConnectEvents
        {
            OnRedirectToIdentityProvider = context =>
            {
                if (options.PublicUrl is { } url)
                    context.ProtocolMessage.RedirectUri = new Uri(url, PageAddresses.SignOnBack).AbsoluteUri;
                return Task.CompletedTask;
            },
            OnTicketReceived = context =>
            {
                Welcome(context.HttpContext, Person.Of(context.Principal!, options, context.ReturnUri ?? PageAddresses.Home));
                context.HandleResponse();
                return Task.CompletedTask;
            },
            OnRemoteFailure = context =>
            {
                SeeOther(context.HttpContext, $"{PageAddresses.SignIn}?{PageAddresses.Fault}={PageAddresses.Refused}");
                context.HandleResponse();
                return Task.CompletedTask;
            },
        };
    }

    private static void Welcome(HttpContext http, Person person)
    {
        if (person.Doors.Count == 0)
        {
            SeeOther(http, $"{PageAddresses.SignIn}?{PageAddresses.Fault}={PageAddresses.NoNamespace}");
            return;
        }

        http.RequestServices.GetRequiredService<PersonCookie>().Keep(http, person);
        SeeOther(http, PageAddresses.SignedOn);
    }

    private static void SeeOther(HttpContext http, string address)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.Headers.Location = address;
    }
}
