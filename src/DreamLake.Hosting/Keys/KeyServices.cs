using DreamLake.Hosting.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Hosting.Keys;

/// <summary>Puts the table of keys into a host.</summary>
internal static class KeyServices
{
    /// <summary>Registers <see cref="KeyTable"/>, and has the host's <see cref="KeyRing"/> follow it.</summary>
    public static IServiceCollection AddKeyTable(this IServiceCollection services, string database)
    {
        services.AddKeyTables(database);
        services.AddSingleton(provider => new KeyTable(
            provider.GetRequiredService<IDbContextFactory<KeysContext>>(), provider.GetRequiredService<KeyRing>(),
            provider.GetRequiredService<TimeProvider>()));
        return services.AddHostedService<KeyFollower>();
    }

    /// <summary>Registers the table alone.</summary>
    public static IServiceCollection AddKeyTables(this IServiceCollection services, string database) =>
        services.AddOwnTables<KeysContext>(database, KeysContext.History);
}
