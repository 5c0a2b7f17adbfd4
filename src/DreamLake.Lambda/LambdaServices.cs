using DreamLake.Hosting.Health;
using DreamLake.Hosting.Limits;
using DreamLake.Hosting.Measures;
using DreamLake.Hosting.Tables;
using DreamLake.Lambda.Jobs;
using DreamLake.Lambda.Measures;
using DreamLake.Lambda.Splitting;
using DreamLake.Lambda.Splitting.Publishing;
using DreamLake.Lambda.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DreamLake.Lambda;

/// <summary>Puts the Lambda into a host.</summary>
public static class LambdaServices
{
    /// <summary>The name of the Lambda's meter.</summary>
    public const string MeterName = "DreamLake.Lambda";

    /// <summary>Registers the tables alone, which are brought up to date before anything else of the host starts.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="database">Their connection string.</param>
    public static IServiceCollection AddJobTables(this IServiceCollection services, string database) =>
        services.AddOwnTables<JobsContext>(database, JobsTables.History);

    /// <summary>Registers <see cref="JobQueue"/> alone: another process splits what is handed over here.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">What the Lambda needs to know of its lake.</param>
    public static IServiceCollection AddJobQueue(this IServiceCollection services, LambdaOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddJobTables(options.Database);
        services.AddMetrics();
        services.AddSingleton<SplitMeter>();
        services.AddSingleton<SampledGauges, QueueGauges>();
        services.AddSingleton<JobSignal>();
        services.TryAddSingleton(provider => new LiveLimits(table: null, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new JobQueue(
            provider.GetRequiredService<IDbContextFactory<JobsContext>>(), provider.GetRequiredService<JobSignal>(),
            options, provider.GetRequiredService<LiveLimits>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new OpenJobs(provider.GetRequiredService<IDbContextFactory<JobsContext>>()));
        return services;
    }

    /// <summary>Registers <see cref="JobQueue"/> and the worker behind it. Expects an <c>IAmazonS3</c> for the options' bucket.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">What the Lambda needs to know of its lake.</param>
    public static IServiceCollection AddLambda(this IServiceCollection services, LambdaOptions options)
    {
        services.AddJobQueue(options);
        services.AddWritableFolderCheck("work folder", options.WorkFolder);
        services.AddSingleton<JobClaims>();
        services.AddSingleton<WorkVolume>();
        services.AddSingleton<ContentStore>();
        services.AddSingleton<StreamPublisher>();
        services.AddSingleton<MediaSplit>();
        services.AddSingleton<JobRun>();
        services.AddHostedService<JobWorker>();
        return services;
    }
}
