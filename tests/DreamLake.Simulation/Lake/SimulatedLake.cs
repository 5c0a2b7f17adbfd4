using Amazon.Runtime;
using Amazon.S3;
using DreamLake.Bss;
using DreamLake.Bss.Tables;
using DreamLake.Disk;
using DreamLake.Hosting;
using DreamLake.Lambda;
using DreamLake.Lambda.Jobs;
using DreamLake.Lambda.Work;
using DreamLake.Server;
using DreamLake.Server.Catalog;
using DreamLake.Simulation.Disk;
using DreamLake.Simulation.Network;
using DreamLake.StagingPool;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;

namespace DreamLake.Simulation.Lake;

/// <summary>The lake's own code for one schedule: each service behind its name on the network, on one machine with one disk.</summary>
/// <param name="parts">What all schedules share.</param>
/// <param name="clock">The machine's clock.</param>
/// <param name="network">The wires.</param>
/// <param name="disk">The machine's disk.</param>
/// <param name="log">Reads what the services log.</param>
/// <param name="partUrlLifetime">How long the presigned address of a part is good for.</param>
internal sealed class SimulatedLake(
    LakeParts parts, TimeProvider clock, SimulatedNetwork network, SimulatedDisk disk, ILoggerFactory log, TimeSpan partUrlLifetime)
{
    public const string Bucket = "dreamlake";
    public const string PoolFolder = "/lake/pool";
    public static readonly Uri BssAddress = new("http://bss.lake");
    public static readonly Uri ServerAddress = new("http://server.lake");
    public static readonly Uri PoolAddress = new("http://pool.lake");
    private SimulatedService? _pool;
    private SimulatedService? _bss;
    private SimulatedService? _server;

    public SimulatedService Pool => _pool ??= new("pool", clock, disk, ComposePool);

    public SimulatedService Bss => _bss ??= new("bss", clock, disk, ComposeBss);

    public SimulatedService Server => _server ??= new("server", clock, disk, ComposeServer);

    public IReadOnlyList<SimulatedService> Services => [Pool, Bss, Server];

    public SimulatedDisk Disk => disk;

    public LakeTables Tables => parts.Tables;

    /// <summary>The token of a namespace.</summary>
    public string TokenOf(string owner) => LakeTokens.Mint(parts.Keys, owner, wholeLake: false, TimeSpan.FromDays(365), clock);

    /// <summary>The token of a namespace with which assets are purged.</summary>
    public string AdminTokenOf(string owner) => LakeTokens.Mint(parts.Keys, owner, wholeLake: true, TimeSpan.FromDays(365), clock);

    /// <summary>A token that ends soon.</summary>
    public string ShortTokenOf(string owner, TimeSpan lifetime) => LakeTokens.Mint(parts.Keys, owner, wholeLake: false, lifetime, clock);

    public async Task StartAsync()
    {
        disk.Install("/lake");
        network.Add(PoolAddress.Host, Pool);
        network.Add(BssAddress.Host, Bss);
        network.Add(ServerAddress.Host, Server);
        await Pool.StartAsync();
        Pool.Process!.Services.GetRequiredService<StagingPool.Storage.BucketStore>().Create(Bucket);
        await Bss.StartAsync();
        await Server.StartAsync();
    }

    public void KillAll()
    {
        foreach (var service in Services) service.Kill();
    }

    private static IServiceCollection Common(LakeProcess process) => new ServiceCollection()
        .AddSingleton(process.Clock).AddSingleton<IDisk>(process.Disk).AddOptions().AddRouting();

    private (IServiceProvider Services, RequestDelegate Pipeline) ComposePool(LakeProcess process)
    {
        var options = new StagingPoolOptions
        {
            Folder = PoolFolder,
            AccessKey = LakeParts.AccessKey,
            SecretKey = LakeParts.SecretKey,
            SmallestPart = 1,
        };
        var services = Common(process).AddStagingPool(options).AddSingleton(log).BuildServiceProvider();
        return (services, Pipelines.Pool(services));
    }

    private (IServiceProvider Services, RequestDelegate Pipeline) ComposeBss(LakeProcess process)
    {
        var s3 = ClientOf(network.From("bss", () => process.IsDead, process.Step));
        // It has a timer of the machine's own, which would hold it, and with it all that there was in this schedule.
        process.Opened(s3);
        var services = Common(process)
            .AddLakeHosting(parts.Keys)
            .AddSingleton<IAmazonS3>(s3)
            .AddSingleton<AWSCredentials>(parts.Credentials)
            .AddLambda(new LambdaOptions { Bucket = Bucket, WorkFolder = "/nowhere", Database = parts.Tables.ConnectionString("lambda") })
            .AddBss(new BssOptions
            {
                Bucket = Bucket,
                Database = parts.Tables.ConnectionString("bss"),
                OffersDigests = true,
                PartUrlLifetime = partUrlLifetime,
            })
            .ConfigureDbContext<MediaContext>(options => options.Watch(process))
            .ConfigureDbContext<JobsContext>(options => options.Watch(process))
            .AddSingleton(log);
        // In ffmpeg's place, and with it in that of the worker that starts it: a stand-in with outcomes, over the same queue.
        services.Remove(services.Single(service => service.ImplementationType == typeof(JobWorker)));
        services.AddHostedService<SimulatedSplitter>();
        return (services.BuildServiceProvider(), parts.Pipelines.Bss);
    }

    private (IServiceProvider Services, RequestDelegate Pipeline) ComposeServer(LakeProcess process)
    {
        var services = Common(process)
            .AddLakeHosting(parts.Keys)
            .AddDreamLakeServer(new ServerOptions { Database = parts.Tables.ConnectionString("server"), BssUrl = BssAddress })
            .ConfigureDbContext<CatalogContext>(options => options.Watch(process))
            .Configure<HttpClientFactoryOptions>("BssClient", options =>
            {
                // As long as the process: an end would be a timer of the machine's own.
                options.HandlerLifetime = Timeout.InfiniteTimeSpan;
                options.HttpMessageHandlerBuilderActions.Add(builder =>
                    builder.PrimaryHandler = network.From("server", () => process.IsDead, process.Step));
            })
            .AddSingleton(log);
        return (services.BuildServiceProvider(), parts.Pipelines.Server);
    }

    private AmazonS3Client ClientOf(HttpMessageHandler wire) => new(parts.Credentials, new AmazonS3Config
    {
        ServiceURL = PoolAddress.ToString(),
        ForcePathStyle = true,
        AuthenticationRegion = "us-east-1",
        UseHttp = true,
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        // The SDK waits between its own tries in the machine's time.
        MaxErrorRetry = 0,
        HttpClientFactory = new WireFactory(wire),
    });

    private sealed class WireFactory(HttpMessageHandler wire) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
            new(wire, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
