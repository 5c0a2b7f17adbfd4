using Amazon.Runtime;
using Amazon.S3;
using DreamLake.Bss;
using DreamLake.Hosting;
using DreamLake.Lambda;
using DreamLake.Server;
using DreamLake.Simulation.Network;
using DreamLake.Simulation.Time;
using DreamLake.StagingPool;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace DreamLake.Simulation.Lake;

/// <summary>The lake's own code, each service behind its name on the simulated network, each table in memory.</summary>
internal sealed class SimulatedLake : IAsyncDisposable
{
    public const string Bucket = "dreamlake";
    public static readonly Uri BssAddress = new("http://bss.lake");
    public static readonly Uri ServerAddress = new("http://server.lake");
    public static readonly Uri PoolAddress = new("http://pool.lake");
    private const string AccessKey = "SIMULATEDKEY";
    private const string SecretKey = "secret-of-the-simulated-pool";
    private readonly List<SqliteConnection> _databases = [];
    private readonly string _run = Guid.NewGuid().ToString("N");

    public SimulatedLake(VirtualClock clock, SimulatedNetwork network, string folder)
    {
        Keys = LakeKeys.Create();
        var pool = new StagingPoolOptions { Folder = Path.Combine(folder, "pool"), AccessKey = AccessKey, SecretKey = SecretKey,
            SmallestPart = 1 };
        Pool =
            new SimulatedService(services => services.AddSingleton<TimeProvider>(clock).AddStagingPool(pool), app => app.MapStagingPool());
        IAmazonS3 s3 = ClientOf(network.From("bss"));
        S3 = s3;
        Bss = new SimulatedService(
            services => services
                .AddSingleton<TimeProvider>(clock)
                .AddLakeHosting(Keys)
                .AddSingleton(s3)
                .AddSingleton<AWSCredentials>(new BasicAWSCredentials(AccessKey, SecretKey))
                .AddLambda(new LambdaOptions { Bucket = Bucket, WorkFolder = Path.Combine(folder, "work"), Database = Database("lambda"), ToolFolder = Path.Combine(folder, "no-tools") })
                .AddBss(new BssOptions { Bucket = Bucket, Database = Database("bss"), OffersDigests = true }),
            app =>
            {
                app.UseLakeHosting();
                app.MapBss();
            });
        Server = new SimulatedService(
            services => services
                .AddSingleton<TimeProvider>(clock)
                .AddLakeHosting(Keys)
                .AddDreamLakeServer(new ServerOptions { Database = Database("server"), BssUrl = BssAddress })
                .Configure<HttpClientFactoryOptions>("BssClient", options => options.HttpMessageHandlerBuilderActions.Add(builder => builder.PrimaryHandler = network.From("server"))),
            app =>
            {
                app.UseLakeHosting();
                app.MapDreamLakeServer();
            });
        network.Add(PoolAddress.Host, Pool);
        network.Add(BssAddress.Host, Bss);
        network.Add(ServerAddress.Host, Server);
        Token = LakeTokens.Mint(Keys, "alice", wholeLake: false, TimeSpan.FromDays(365), clock);
    }

    public LakeKeys Keys { get; }

    public string Token { get; }

    public IAmazonS3 S3 { get; }

    public SimulatedService Pool { get; }

    public SimulatedService Bss { get; }

    public SimulatedService Server { get; }

    public async Task StartAsync()
    {
        await Pool.StartAsync();
        await Bss.StartAsync();
        await Server.StartAsync();
        await S3.PutBucketAsync(Bucket);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.StopAsync();
        await Bss.StopAsync();
        await Pool.StopAsync();
        S3.Dispose();
        foreach (var database in _databases) await database.DisposeAsync();
    }

    private static AmazonS3Client ClientOf(HttpMessageHandler wire) => new(new BasicAWSCredentials(AccessKey, SecretKey), new AmazonS3Config
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

    // It lives in memory for as long as one connection to it is open.
    private string Database(string name)
    {
        var text = $"Data Source=file:{_run}-{name}?mode=memory&cache=shared";
        var keeper = new SqliteConnection(text);
        keeper.Open();
        _databases.Add(keeper);
        return text;
    }

    private sealed class WireFactory(HttpMessageHandler wire) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
            new(wire, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
