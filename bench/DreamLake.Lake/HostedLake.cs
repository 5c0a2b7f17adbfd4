using Amazon.Runtime;
using Amazon.S3;
using DreamLake.Bss;
using DreamLake.Hosting;
using DreamLake.Lambda;
using DreamLake.StagingPool;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DreamLake.Lake;

/// <summary>The staging pool and BSS on it in this process, each on a free port, as <c>serve</c> composes them.</summary>
internal sealed class HostedLake : IAsyncDisposable
{
    public const string Bucket = "lake";
    private const string AccessKey = "BENCH";
    private const string SecretKey = "secret-of-the-bench";
    private static readonly BasicAWSCredentials Credentials = new(AccessKey, SecretKey);
    private readonly WebApplication _pool;
    private readonly WebApplication _bss;

    private HostedLake(WebApplication pool, WebApplication bss, LakeKeys keys)
    {
        (_pool, _bss) = (pool, bss);
        S3 = ClientOf(pool);
        Client = new HttpClient { BaseAddress = new Uri(bss.Urls.Single()) };
        var token = LakeTokens.Mint(keys, "alice", wholeLake: false, TimeSpan.FromHours(1), TimeProvider.System);
        Client.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    /// <summary>The pool, with its own credentials.</summary>
    public AmazonS3Client S3 { get; }

    /// <summary>A client of BSS that bears alice's token.</summary>
    public HttpClient Client { get; }

    /// <summary>The Lambda's queue.</summary>
    public JobQueue Jobs => _bss.Services.GetRequiredService<JobQueue>();

    public static async Task<HostedLake> StartAsync(string folder, Func<BssOptions, BssOptions>? change = null)
    {
        var keys = LakeKeys.Create();
        var pool = await StartAppAsync(
            services => services.AddStagingPool(new StagingPoolOptions
            {
                Folder = Path.Combine(folder, "pool"),
                AccessKey = AccessKey,
                SecretKey = SecretKey,
            }),
            app => app.MapStagingPool());
        var bss = await StartAppAsync(
            services => services.AddLakeHosting(keys)
                .AddSingleton<IAmazonS3>(_ => ClientOf(pool))
                .AddSingleton<AWSCredentials>(Credentials)
                .AddLambda(new LambdaOptions { Bucket = Bucket, WorkFolder = Path.Combine(folder, "work"), Database = Database("lambda") })
                .AddBss((change ?? (same => same))(
                    new BssOptions { Bucket = Bucket, Database = Database("bss"), OffersDigests = true })),
            app => app.UseLakeHosting().MapBss());
        return new HostedLake(pool, bss, keys);

        string Database(string name) => $"Data Source={Path.Combine(folder, name + ".db")}";
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        S3.Dispose();
        await _bss.DisposeAsync();
        await _pool.DisposeAsync();
    }

    private static AmazonS3Client ClientOf(WebApplication pool) => new(Credentials, new AmazonS3Config
    {
        ServiceURL = pool.Urls.Single(),
        AuthenticationRegion = "us-east-1",
        ForcePathStyle = true,
        UseHttp = true,
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    });

    /// <summary>Starts a service on a free port of this machine, without a log.</summary>
    public static async Task<WebApplication> StartAppAsync(Action<IServiceCollection> add, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        add(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return app;
    }
}
