using DreamLake.Hosting.Audit;
using DreamLake.Hosting.Requests;
using DreamLake.Hosting.Tables;
using DreamLake.Protocol;
using DreamLake.Server.Browsing;
using DreamLake.Server.Bss;
using DreamLake.Server.Catalog;
using DreamLake.Server.Reading;
using DreamLake.Server.Registering;
using DreamLake.Server.Trash;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Server;

/// <summary>DreamLake Server as a part of a web application: it owns namespaces, spaces, episodes, folders and assets.</summary>
public static class DreamLakeServer
{
    /// <summary>Registers its tables alone, which are brought up to date before anything else of the host starts.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="database">Their connection string.</param>
    public static IServiceCollection AddServerTables(this IServiceCollection services, string database) =>
        services.AddOwnTables<CatalogContext>(database, CatalogTables.History)
            .AddAuditTable<ServerAudit>(ServerAudit.Word, database, ServerAudit.History);

    /// <summary>Registers it, after <c>AddLakeHosting</c>. Tables that are missing are created when the application starts.</summary>
    public static IServiceCollection AddDreamLakeServer(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(options);
        services.AddServerTables(options.Database);
        services.AddSingleton<BssAddresses>();
        services.AddScoped<OwnMedium>();
        services.AddScoped<AssetRegistry>();
        services.AddTransient<MediaWords>().AddTransient<AssetTrash>().AddTransient<TrashPurge>();
        services.AddHostedService<TrashSweep>();
        // The client counts its own time, on the lake's clock.
        services.AddHttpContextAccessor().AddTransient<PassRequestIdOn>();
        services.AddHttpClient(nameof(BssClient), http => http.Timeout = Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler<PassRequestIdOn>().RemoveAllLoggers();
        services.AddTransient(provider => new BssClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(BssClient)),
            provider.GetRequiredService<BssAddresses>(), provider.GetRequiredService<TimeProvider>()));
        services.AddTransient<StatusQuestions>();
        services.AddScoped<AssetStatuses>();
        services.AddScoped<AssetReader>();
        services.AddScoped<AssetPages>();
        services.AddScoped<AssetLookup>();
        services.AddScoped<EpisodePages>();
        services.AddScoped<AssetDownload>();
        return services.AddBrowsing();
    }

    /// <summary>
    /// Maps <c>/assets/{type}</c> for the four types, after <c>UseLakeHosting</c>: register, list, download, read one; and the question of
    /// a batch, and <c>/episodes</c>.
    /// </summary>
    public static IEndpointRouteBuilder MapDreamLakeServer(this IEndpointRouteBuilder app)
    {
        foreach (var type in AssetType.All) app.MapAssets(type);
        TokenEndpoints.Map(app);
        QuotaEndpoints.Map(app);
        LookupEndpoint.Map(app);
        EpisodeEndpoint.Map(app);
        return app;
    }
}
