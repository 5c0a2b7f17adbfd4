using System.Text.Json.Serialization;
using DreamLake.Hosting.Audit;
using DreamLake.Hosting.Batches;
using DreamLake.Hosting.Health;
using DreamLake.Hosting.Keys;
using DreamLake.Hosting.Limits;
using DreamLake.Hosting.Measures;
using DreamLake.Hosting.Requests;
using DreamLake.Hosting.Tokens;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DreamLake.Hosting;

/// <summary>What BSS and DreamLake Server do alike: bearer tokens, signed addresses, problems, JSON of the protocol.</summary>
public static class LakeHosting
{
    /// <summary>Registers it. Every endpoint then needs a token, save those that say <c>AllowAnonymous</c>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="keys">The keys of a lake that are never rotated.</param>
    public static IServiceCollection AddLakeHosting(this IServiceCollection services, LakeKeys keys) =>
        services.AddLakeHosting(new KeyRing(keys, TimeProvider.System));

    /// <summary>Registers it. Every endpoint then needs a token, save those that say <c>AllowAnonymous</c>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="keys">The lake's keys; with a table of tokens, they follow its rotations.</param>
    public static IServiceCollection AddLakeHosting(this IServiceCollection services, KeyRing keys)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(keys);
        services.AddSingleton(provider => new SignedUrl(
            provider.GetRequiredService<KeyRing>().UrlKeys, provider.GetRequiredService<TimeProvider>()));
        // Before the framework's own writer: the first that can write does.
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.TryAddSingleton<Readiness>();
        services.AddExceptionHandler<RefusalExceptionHandler>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ProtocolJson.Default);
            options.SerializerOptions.Converters.Add(new FieldTextConverter());
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        services.AddMetrics();
        services.AddSingleton<RequestMeter>();
        services.AddSingleton<BatchCalls>();
        AddBearerTokens(services);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    // The parts of AddAuthentication that bearer tokens need: the whole of it also keeps keys for cookies in the person's home folder.
    private static void AddBearerTokens(IServiceCollection services)
    {
        services.AddAuthenticationCore(options => options.DefaultScheme = JwtBearerDefaults.AuthenticationScheme);
        services.AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddScheme<JwtBearerOptions, JwtBearerHandler>(JwtBearerDefaults.AuthenticationScheme, null, _ => { });
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<KeyRing, TimeProvider>((options, keys, time) =>
            {
                options.MapInboundClaims = false;
                options.TokenValidationParameters = LakeTokens.Validation(keys, time);
            });
    }

    /// <summary>Puts it before the endpoints.</summary>
    public static WebApplication UseLakeHosting(this WebApplication app)
    {
        app.Use(RequestIds.AssignAsync);
        app.Use(RequestSpans.TraceAsync);
        var meter = app.Services.GetRequiredService<RequestMeter>();
        app.Use((http, next) => RequestMeter.CountAsync(http, next, meter));
        app.Use(AuditRule.RecordAsync);
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = _ => true });
        app.UseStatusCodePages();
        app.Use(BodyLimits.EnforceAsync);
        app.Use(QueryRules.EnforceAsync);
        app.UseAuthentication();
        app.UseAuthorization();
        app.Use(ReaderRules.EnforceAsync);
        app.Use(RequestRateRule.EnforceAsync);
        ForeignAddresses.Map(app);
        HealthEndpoints.Map(app);
        AuditEndpoint.Map(app);
        return app;
    }

    /// <summary>
    /// Whether a request came by an address that this lake signed and that has not expired. What is signed for GET is good for HEAD, which
    /// asks for less.
    /// </summary>
    public static bool IsSigned(this HttpRequest request, SignedUrl signedUrl) =>
        signedUrl.IsGenuine(HttpMethods.IsHead(request.Method) ? HttpMethods.Get : request.Method, request.PathBase
            + request.Path, request.QueryString.Value ?? "");
}
