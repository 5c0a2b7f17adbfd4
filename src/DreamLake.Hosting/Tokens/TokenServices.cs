using DreamLake.Hosting.Keys;
using DreamLake.Hosting.Tables;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace DreamLake.Hosting.Tokens;

/// <summary>Puts the table of tokens into a host.</summary>
public static class TokenServices
{
    /// <summary>
    /// Registers <see cref="TokenTable"/>, and has a host that checks bearer tokens refuse those that the table does not know or that were
    /// taken back. A token without an id, such as the one that a lake makes for its own machine's owner, is good until it ends.
    /// </summary>
    /// <remarks>With it comes <see cref="KeyTable"/>: the host's <see cref="KeyRing"/> follows it.</remarks>
    /// <param name="services">The host's services, with a <see cref="KeyRing"/>.</param>
    /// <param name="database">The connection string; the same for every service of a lake.</param>
    public static IServiceCollection AddTokenTable(this IServiceCollection services, string database)
    {
        services.AddOwnTables<TokensContext>(database, TokensContext.History);
        services.AddKeyTable(database);
        services.AddSingleton(provider => new TokenTable(
            provider.GetRequiredService<IDbContextFactory<TokensContext>>(), provider.GetRequiredService<KeyRing>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LiveTokens>();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<LiveTokens>((options, live) =>
            options.Events = new JwtBearerEvents { OnTokenValidated = context => RefuseDeadAsync(context, live) });
        return services;
    }

    /// <summary>Registers the tables alone.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="database">The connection string; the same for every service of a lake.</param>
    public static IServiceCollection AddTokenTables(this IServiceCollection services, string database) =>
        services.AddOwnTables<TokensContext>(database, TokensContext.History).AddKeyTables(database);

    private static async Task RefuseDeadAsync(TokenValidatedContext context, LiveTokens live)
    {
        if (context.Principal?.FindFirst(JwtRegisteredClaimNames.Jti)?.Value is not { } id) return;
        if (!await live.IsLiveAsync(id, context.HttpContext.RequestAborted)) context.Fail("The token was taken back.");
    }
}
