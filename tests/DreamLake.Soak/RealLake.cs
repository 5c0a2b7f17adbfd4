using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.S3;
using DreamLake.Bss;
using DreamLake.Engine;
using DreamLake.Faults.Tests.Misbehaving;
using DreamLake.Hosting;
using DreamLake.Lambda;
using DreamLake.Server;
using DreamLake.StagingPool;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DreamLake.Soak;

/// <summary>
/// The embedded lake, as <c>serve</c> composes it, with weather over each of its services. Its Lambda finds no ffmpeg, so that jobs wait.
/// </summary>
internal sealed class RealLake : IAsyncDisposable
{
    private const string Bucket = "lake";
    private readonly Stack<WebApplication> _apps = new();
    private readonly LakeKeys _keys = LakeKeys.Create();
    private readonly BasicAWSCredentials _credentials = new("SOAK", "secret-of-the-soak");
    private readonly string _folder;
    private readonly Weather _weather;
    private readonly HttpClient _plain = new();

    private RealLake(string folder, Weather weather) => (_folder, _weather) = (folder, weather);

    public LakeConnection Connection { get; private set; } = null!;

    public static async Task<RealLake> StartAsync(string folder, Weather weather)
    {
        var lake = new RealLake(folder, weather);
        var pool = await lake.StartAsync(
            services => services.AddStagingPool(
                new StagingPoolOptions { Folder = Path.Combine(folder, "pool"), AccessKey = "SOAK", SecretKey = "secret-of-the-soak" }),
            app => app.MapStagingPool());
        using (var s3 = lake.S3(pool)) await s3.PutBucketAsync(Bucket);
        var bss = await lake.StartAsync(
            services => services.AddLakeHosting(lake._keys)
                .AddSingleton<IAmazonS3>(_ => lake.S3(pool))
                .AddSingleton<AWSCredentials>(lake._credentials)
                .AddLambda(new LambdaOptions
                {
                    Bucket = Bucket,
                    WorkFolder = Path.Combine(folder, "work"),
                    Database = lake.Database("lambda"),
                    ToolFolder = Directory.CreateDirectory(Path.Combine(folder, "no-tools")).FullName,
                })
                .AddBss(new BssOptions { Bucket = Bucket, Database = lake.Database("bss"), OffersDigests = true }),
            app => app.UseLakeHosting().MapBss());
        var server = await lake.StartAsync(
            services => services.AddLakeHosting(lake._keys)
                .AddDreamLakeServer(new ServerOptions { Database = lake.Database("server"), BssUrl = bss }),
            app => app.UseLakeHosting().MapDreamLakeServer());
        lake.Connection = new LakeConnection(
            bss,
            server,
            LakeTokens.Mint(lake._keys, "alice", wholeLake: false, TimeSpan.FromDays(1), TimeProvider.System));
        return lake;
    }

    /// <summary>The content of an asset, as anyone reads it.</summary>
    public async Task<Stream> DownloadAsync(string space, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(Connection.Server, $"/assets/video/download?namespace=alice&space={space}&path={Uri.EscapeDataString(path)}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Connection.Token);
        using var answer = await _plain.SendAsync(request, cancellationToken);
        var url = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!["url"]!.ToString();
        return await _plain.GetStreamAsync(new Uri(url), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _plain.Dispose();
        while (_apps.TryPop(out var app)) await app.DisposeAsync();
    }

    private string Database(string name) => $"Data Source={Path.Combine(_folder, name + ".db")}";

    private AmazonS3Client S3(Uri endpoint) => new AmazonS3Client(_credentials, new AmazonS3Config
    {
        ServiceURL = endpoint.AbsoluteUri.TrimEnd('/'),
        AuthenticationRegion = "us-east-1",
        ForcePathStyle = true,
        UseHttp = true,
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    });

    private async Task<Uri> StartAsync(Action<IServiceCollection> add, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        add(builder.Services);
        var app = builder.Build();
        app.Use((context, next) => _weather.AroundAsync(context, () => next(context)));
        map(app);
        _apps.Push(app);
        await app.StartAsync();
        return new Uri(app.Urls.Single());
    }
}
