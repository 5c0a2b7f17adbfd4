using DreamLake.Hosting.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DreamLake.Hosting.Audit;

/// <summary>Puts a service's audit log into a host.</summary>
public static class AuditServices
{
    /// <summary>Registers the log alone, to be read.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="service">Whose it is: <c>bss</c> or <c>server</c>.</param>
    /// <param name="database">The connection string of the service's tables.</param>
    /// <param name="history">How its table came to be.</param>
    public static IServiceCollection AddAuditTable<TContext>(
        this IServiceCollection services, string service, string database, TableHistory history)
        where TContext : AuditContext =>
        services.AddOwnTables<TContext>(database, history).AddSingleton(provider => new AuditLog(
            service, async token => await provider.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContextAsync(token)));

    /// <summary>Has a host with lake hosting write to the log that was registered.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Where it goes beside its table.</param>
    /// <param name="standardOutput">Where the options' standard output is.</param>
    public static IServiceCollection AddAuditWriter(
        this IServiceCollection services, AuditOptions options, TextWriter? standardOutput = null)
    {
        services.TryAddSingleton(options);
        services.AddSingleton(provider => new AuditLines(options, provider.GetRequiredService<AuditLog>().Service, standardOutput));
        services.AddSingleton<AuditWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditWriter>());
        // A row for each entry: what the tables say of them is not to be logged again.
        return services.AddLogging(logging => logging.AddFilter("Microsoft.EntityFrameworkCore.Update", LogLevel.Warning));
    }
}
