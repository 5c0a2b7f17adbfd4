using DreamLake.Disk;
using DreamLake.StagingPool.Operations;
using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DreamLake.StagingPool;

/// <summary>The staging pool as a part of a web application: S3, path style, on a folder.</summary>
public static class StagingPoolHosting
{
    /// <summary>The name of the pool's meter.</summary>
    public const string MeterName = "DreamLake.StagingPool";

    /// <summary>Registers the pool, and the memory that its server's sockets read into.</summary>
    /// <remarks>
    /// What an interrupted process left in the folder is cleared when the application starts; uploads that were abandoned for a week are
    /// aborted.
    /// </remarks>
    public static IServiceCollection AddStagingPool(this IServiceCollection services, StagingPoolOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IMemoryPoolFactory<byte>, SocketMemory>();
        services.AddSingleton(options);
        services.TryAddSingleton<IDisk>(new LocalDisk());
        services.AddSingleton<PoolFiles>();
        services.AddSingleton(provider => new PoolFolder(
            options.Folder, provider.GetRequiredService<PoolFiles>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ProcessFolder>().AddSingleton<ContentFolders>();
        services.AddSingleton<BucketGates>()
            .AddSingleton<BucketStore>().AddSingleton<ObjectStore>().AddSingleton<ObjectListing>().AddSingleton<UploadStore>();
        services.AddSingleton<BucketOperations>()
            .AddSingleton<CorsOperations>().AddSingleton<CorsHeaders>().AddSingleton<TaggingOperations>();
        services.AddSingleton<ListObjects>().AddSingleton<ObjectOperations>()
            .AddSingleton<DeleteOperations>().AddSingleton<CopyOperations>().AddSingleton<ObjectAttributes>();
        services.AddSingleton<MultipartOperations>().AddSingleton<MultipartListings>().AddSingleton<OperationTable>();
        services.AddMetrics().AddSingleton<PoolMeter>();
        services.AddSingleton<RequestAuthenticator>().AddSingleton<PoolHealth>().AddSingleton<S3Endpoint>();
        services.AddHostedService<LeftoverSweep>();
        services.AddSingleton<AbandonedUploads>().AddHostedService(provider => provider.GetRequiredService<AbandonedUploads>());
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.RequestHeaderEncodingSelector = _ => HeaderText.Encoding;
            kestrel.ResponseHeaderEncodingSelector = _ => HeaderText.Encoding;
        });
        // The host's own line for each request has the whole address in it, and with it a presigned signature.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
        return services;
    }

    /// <summary>Answers every path of the application as S3.</summary>
    /// <remarks>Kestrel's limits on bodies are lifted request by request; nothing else needs to be set.</remarks>
    public static IEndpointConventionBuilder MapStagingPool(this IEndpointRouteBuilder app)
    {
        var endpoint = app.ServiceProvider.GetRequiredService<S3Endpoint>();
        return app.Map("/{**target}", endpoint.HandleAsync);
    }
}
