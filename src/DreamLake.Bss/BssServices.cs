using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.Bss.Contents;
using DreamLake.Bss.Measures;
using DreamLake.Bss.Media;
using DreamLake.Bss.Multipart;
using DreamLake.Bss.S3;
using DreamLake.Bss.Streaming;
using DreamLake.Bss.Tables;
using DreamLake.Bss.Upkeep;
using DreamLake.Bss.Uploads;
using DreamLake.Bss.Usage;
using DreamLake.Bss.Work;
using DreamLake.Hosting.Audit;
using DreamLake.Hosting.Health;
using DreamLake.Hosting.Limits;
using DreamLake.Hosting.Measures;
using DreamLake.Hosting.Tables;
using DreamLake.Lambda;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DreamLake.Bss;

/// <summary>BSS: starts, presigns and completes multipart uploads, registers media, serves HLS, dispatches the Lambda.</summary>
public static class BssServices
{
    /// <summary>The name of BSS's meter.</summary>
    public const string MeterName = "DreamLake.Bss";

    /// <summary>The table whose rows the database counts by itself from others: whoever copies tables leaves it out.</summary>
    public const string CountedTable = UsageTables.Name;

    /// <summary>Registers BSS's tables alone, which are brought up to date before anything else of the host starts.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="database">Their connection string.</param>
    public static IServiceCollection AddBssTables(this IServiceCollection services, string database) =>
        services.AddOwnTables<MediaContext>(database, BssTables.History)
            .AddAuditTable<BssAudit>(BssAudit.Word, database, BssAudit.History)
            .AddSingleton(provider => new UsageTable(
                provider.GetRequiredService<IDbContextFactory<MediaContext>>(), provider.GetRequiredService<JobQueue>()));

    /// <summary>Registers BSS.</summary>
    /// <remarks>
    /// It needs lake hosting, an <c>IAmazonS3</c>, the <c>AWSCredentials</c> which that client signs with, and the Lambda's queue.
    /// </remarks>
    /// <param name="services">The host's services.</param>
    /// <param name="options">What BSS needs to know of its lake.</param>
    public static IServiceCollection AddBss(this IServiceCollection services, BssOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddMetrics();
        services.AddSingleton<BssMeter>();
        services.AddSingleton<SampledGauges, BssGauges>();
        services.AddSingleton<S3Deadline>();
        services.TryAddSingleton(provider => new PublicS3(provider.GetRequiredService<IAmazonS3>()));
        services.AddSingleton<PartUrls>();
        services.AddSingleton<MediaRegistry>();
        services.AddSingleton<MediaRegistration>();
        services.AddSingleton<MediaStates>();
        services.AddSingleton<MediaDownload>();
        services.AddSingleton<MediaTrash>();
        services.AddSingleton<WorkState>();
        AddUploads(services);
        AddContents(services);
        services.AddSingleton<MediaAccess>();
        AddStreaming(services);
        services.AddBssTables(options.Database);
        services.AddReadinessCheck("bucket", (provider, token) => provider.GetRequiredService<IAmazonS3>().HeadBucketAsync(
            new HeadBucketRequest { BucketName = options.Bucket }, token));
        // The host's own line for each request has the whole address in it, and with it the signature of a signed one.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
        return services;
    }

    private static void AddUploads(IServiceCollection services)
    {
        services.AddSingleton<StagingUploads>();
        services.AddSingleton<UploadItems>();
        services.AddSingleton<AbandonedUploads>();
        services.AddSingleton<UploadTable>();
        services.TryAddSingleton(provider => new LiveLimits(table: null, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<UploadReservations>();
        services.AddSingleton<ExpiredUploads>();
        services.AddSingleton<UploadStart>();
        services.AddSingleton<KnownUploads>();
        services.AddSingleton<Completion>();
        services.AddSingleton<Takeover>();
        services.AddSingleton<SplitRemoval>();
        services.AddSingleton<SharedSplitRemoval>();
        services.AddSingleton<Tidying>();
    }

    private static void AddContents(IServiceCollection services)
    {
        services.AddSingleton<StoredObjects>();
        services.AddSingleton<ContentTransactions>();
        services.AddSingleton<ContentTable>();
        services.AddSingleton<ObjectHash>();
        services.AddSingleton<Settlement>();
        services.AddSingleton<PendingSplits>();
        services.AddSingleton<ContentRelease>();
        services.AddSingleton<Verifier>();
        services.AddSingleton<VerificationQueue>();
        services.AddSingleton<DoubtedContents>();
        services.AddSingleton<Scrub>();
        services.AddSingleton<ObjectOwners>();
        services.AddSingleton<Inventory>();
        services.AddHostedService<VerificationWorker>();
        services.AddHostedService<ScrubWorker>();
    }

    private static void AddStreaming(IServiceCollection services)
    {
        services.AddSingleton<AllowedOrigins>();
        services.AddSingleton<SplitPlaces>();
        services.AddSingleton<StreamReading>();
        services.AddSingleton<SignedPlaylist>();
        services.AddSingleton<SubtitleTracks>();
        services.AddSingleton<SubtitleText>();
    }

    /// <summary>Maps its endpoints, for each of the four types under its prefix.</summary>
    public static IEndpointRouteBuilder MapBss(this IEndpointRouteBuilder app)
    {
        foreach (var type in Protocol.AssetType.All)
        {
            var prefix = app.MapGroup(type.BssPrefix).AddEndpointFilter<AuditFilter>()
                .AddEndpointFilter<S3FaultFilter>();
            var multipart = prefix.MapGroup("/upload/multipart");
            MultipartEndpoints.Map(multipart);
            MultipartBatches.Map(multipart);
            MediaEndpoints.Map(prefix, type);
            SplitEndpoint.Map(prefix, type);
            TrashEndpoint.Map(prefix, type);
            if (type.IsStreamed) StreamingEndpoints.Map(prefix, type);
            else EntryEndpoint.Map(prefix, type);
        }

        ContentEndpoints.Map(app);
        UsageEndpoint.Map(app);
        WorkEndpoint.Map(app);
        return app;
    }
}
