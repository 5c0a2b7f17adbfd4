using DreamLake.Hosting.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Hosting.Limits;

/// <summary>Puts the tables of limits into a host.</summary>
public static class LimitServices
{
    /// <summary>
    /// Registers <see cref="LimitsTable"/> and <see cref="LiveLimits"/>, and has a host with lake hosting count requests.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="database">The connection string; the same for every service of a lake.</param>
    public static IServiceCollection AddLimits(this IServiceCollection services, string database)
    {
        services.AddOwnTables<LimitsContext>(database, LimitsContext.History);
        services.AddSingleton(provider => new LimitsTable(provider.GetRequiredService<IDbContextFactory<LimitsContext>>()));
        services.AddSingleton(provider => new LiveLimits(
            provider.GetRequiredService<LimitsTable>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RequestRate>();
        return services;
    }
}
