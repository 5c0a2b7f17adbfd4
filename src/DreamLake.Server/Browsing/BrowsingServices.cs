using DreamLake.Server.Bss;
using DreamLake.Server.Catalog;
using DreamLake.Server.Reading;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Server.Browsing;

/// <summary>Registers what a page looks at the lake by.</summary>
internal static class BrowsingServices
{
    /// <summary>Registers it. The services' own parts are this assembly's: a page gets the whole ones.</summary>
    public static IServiceCollection AddBrowsing(this IServiceCollection services)
    {
        services.AddScoped(provider => new ShownStatuses(provider.GetRequiredService<AssetStatuses>()));
        services.AddScoped(provider => new LakeTree(Catalogs(provider), provider.GetRequiredService<ShownStatuses>()));
        services.AddScoped(provider => new AssetSearch(Catalogs(provider), provider.GetRequiredService<ShownStatuses>()));
        services.AddScoped(provider => new AssetView(
            Catalogs(provider), provider.GetRequiredService<ShownStatuses>(), provider.GetRequiredService<BssAddresses>(),
            provider.GetRequiredService<BssClient>()));
        services.AddScoped(provider => new WorkView(Catalogs(provider), provider.GetRequiredService<BssClient>()));
        return services;
    }

    private static IDbContextFactory<CatalogContext> Catalogs(IServiceProvider provider) =>
        provider.GetRequiredService<IDbContextFactory<CatalogContext>>();
}
