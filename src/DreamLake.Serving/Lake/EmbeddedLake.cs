using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.Bss;
using DreamLake.Bss.S3;
using DreamLake.Hosting;
using DreamLake.Hosting.Tables;
using DreamLake.Lambda;
using DreamLake.Server;
using DreamLake.StagingPool;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace DreamLake.Serving.Lake;

/// <summary>
/// The whole lake in this process: the staging pool, BSS with the Lambda, and DreamLake Server, each on a port of its own.
/// </summary>
internal sealed class EmbeddedLake : IAsyncDisposable
{
    private readonly Stack<LakeService> _services = new();
    private readonly LakeFolder _folder;
    private readonly LakeSecrets _secrets;
    private readonly bool _isVerbose;
    private readonly LakeAddresses _asked;
    private readonly LakeReach _reach;
    private readonly int? _splitWorkers;

    private EmbeddedLake(LakeFolder folder, LakeAddresses asked, int? splitWorkers, bool isVerbose)
    {
        _splitWorkers = splitWorkers;
        _folder = folder;
        _asked = asked;
        _reach = new LakeReach(asked.Public, asked.Bss);
        _secrets = folder.Secrets();
        _isVerbose = isVerbose;
        Addresses = LakeAddresses.AnyFree;
    }

    /// <summary>Where it listens.</summary>
    public LakeAddresses Addresses { get; private set; }

    /// <summary>Whether the staging pool listens at another port than the default, because that was taken.</summary>
    public bool HasMovedPool { get; private set; }

    /// <summary>Comes to its end when a service of it ends by itself, with the reason in one sentence that names it.</summary>
    public async Task<string> EndedAsync() => await await Task.WhenAny(_services.Select(service => service.Ended));

    /// <summary>A fresh token of the machine's owner, good for 30 days.</summary>
    public string OwnerToken() => _secrets.OwnerToken(TimeProvider.System);

    /// <summary>Starts a lake on a folder that this process holds.</summary>
    /// <param name="folder">Where it lies.</param>
    /// <param name="addresses">Where BSS, DreamLake Server and the staging pool listen.</param>
    /// <param name="pool">The S3 that holds the bytes; null means the embedded staging pool.</param>
    /// <param name="splitWorkers">How many files are split at a time; null means the Lambda's default.</param>
    /// <param name="isVerbose">Whether warnings and errors of the services are shown: a failed request answers with what a person
    /// needs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UsageException">An address is taken, or the S3 does not answer.</exception>
    public static async Task<EmbeddedLake> StartAsync(
        LakeFolder folder, LakeAddresses addresses, PoolConnection? pool, int? splitWorkers, bool isVerbose,
        CancellationToken cancellationToken)
    {
        EmbeddedLake? lake = null;
        try
        {
            lake = new EmbeddedLake(folder, addresses, splitWorkers, isVerbose);
            var connection = pool ?? await lake.StartPoolAsync(addresses.Pool, cancellationToken);
            var bss = await lake.StartBssAsync(addresses.Bss, connection, offersDigests: pool is null, cancellationToken);
            var server = await lake.StartServerAsync(addresses.Server, bss, cancellationToken);
            var reach = lake._reach;
            lake.Addresses = new LakeAddresses(reach.OfBss(bss), reach.Outside(server), pool is null ? connection.Public : null);
            return lake;
        }
        catch (Exception fault)
        {
            if (lake is not null) await lake.DisposeAsync();
            if (fault is UsageException or OperationCanceledException) throw;
            if (fault is NewerTablesException)
            {
                throw new UsageException($"The lake in '{folder.Path}' cannot start. {fault.Message}", ExitCode.NoLake);
            }

            throw new UsageException($"The lake in '{folder.Path}' cannot start: {fault.Message} Check that the disk has room and that " +
                "the folder can be written; what is stored there is safe.", ExitCode.NoLake);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The last one first: nobody is asked that has already gone.
        while (_services.TryPop(out var service)) await service.DisposeAsync();
    }

    private async Task<PoolConnection> StartPoolAsync(Uri? asked, CancellationToken cancellationToken)
    {
        if (asked is not null) return await StartPoolAtAsync(asked, cancellationToken);
        try
        {
            return await StartPoolAtAsync(LakeAddresses.DefaultPool, cancellationToken);
        }
        catch (UsageException)
        {
            // Another lake of this machine has it.
            HasMovedPool = true;
            return await StartPoolAtAsync(LakeAddresses.AnyFreePort, cancellationToken);
        }
    }

    private async Task<PoolConnection> StartPoolAtAsync(Uri address, CancellationToken cancellationToken)
    {
        var options = new StagingPoolOptions
        {
            Folder = _folder.Pool,
            AccessKey = _secrets.PoolAccessKey,
            SecretKey = _secrets.PoolSecretKey,
            Personal = _secrets.PersonalPoolAccess(PoolConnection.LakeBucket),
        };
        var taken = await StartAsync(
            "The staging pool", address, services => services.AddStagingPool(options), app => app.MapStagingPool(), cancellationToken);
        return new PoolConnection(
            LakeReach.Inside(taken), PoolConnection.LakeBucket, options.AccessKey, options.SecretKey, options.Region)
        {
            Public = _reach.Outside(taken),
            Certificate = _asked.Certificate,
        };
    }

    private LambdaOptions LambdaOptionsFor(PoolConnection pool)
    {
        var options = new LambdaOptions { Bucket = pool.Bucket, WorkFolder = _folder.Work, Database = _folder.Database("lambda") };
        return _splitWorkers is { } workers ? options with { Workers = workers, MaxRunningPerOwner = workers } : options;
    }

    private async Task<Uri> StartBssAsync(Uri address, PoolConnection pool, bool offersDigests, CancellationToken cancellationToken)
    {
        await EnsureBucketAsync(pool);
        return await StartAsync("BSS, with the Lambda,", address, services => services
            .AddLakeHosting(_secrets.Keys)
            .AddSingleton(_ => pool.CreateClient())
            .AddSingleton(_ => new PublicS3(pool.CreateSigner()))
            .AddSingleton(pool.Credentials)
            .AddLambda(LambdaOptionsFor(pool))
            .AddBss(new BssOptions
            {
                Bucket = pool.Bucket,
                Database = _folder.Database("bss"),
                OffersDigests = offersDigests,
                PublicUrl = _asked.Public,
                AllowedOrigins = _asked.PlayerOrigins,
            }), app =>
            {
                app.UseLakeHosting();
                app.MapBss();
            }, cancellationToken);
    }

    private Task<Uri> StartServerAsync(Uri address, Uri bss, CancellationToken cancellationToken) =>
        StartAsync("DreamLake Server", address, services => services
            .AddLakeHosting(_secrets.Keys)
            .TrustOnly(_asked.Certificate)
            .AddDreamLakeServer(new ServerOptions
            {
                Database = _folder.Database("server"),
                BssUrl = LakeReach.Inside(bss),
                PublicBssUrl = _reach.OfBss(bss),
            }), app =>
            {
                app.UseLakeHosting();
                app.MapDreamLakeServer();
            }, cancellationToken);

    private static async Task EnsureBucketAsync(PoolConnection pool)
    {
        using var s3 = pool.CreateClient();
        try
        {
            await s3.HeadBucketAsync(new HeadBucketRequest { BucketName = pool.Bucket });
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode == HttpStatusCode.NotFound)
        {
            await s3.PutBucketAsync(pool.Bucket);
        }
        catch (Exception fault) when (fault is AmazonS3Exception or HttpRequestException)
        {
            throw new UsageException($"The S3 at {pool} cannot be used: {fault.Message}", ExitCode.NoLake);
        }
    }

    private async Task<Uri> StartAsync(
        string name, Uri address, Action<IServiceCollection> add, Action<WebApplication> map, CancellationToken cancellationToken)
    {
        var faults = new BackgroundFaults();
        var app = Build(address, faults, add);
        map(app);
        var service = new LakeService(name, app, faults);
        _services.Push(service);
        return await service.StartAsync(cancellationToken);
    }

    private WebApplication Build(Uri address, BackgroundFaults faults, Action<IServiceCollection> add)
    {
        var builder = LakeHost.CreateBuilder();
        builder.Logging.AddProvider(faults);
        if (_isVerbose) ShowLog(builder);
        if (_asked.Certificate is { } certificate) builder.UseCertificate(certificate);
        builder.WebHost.UseUrls(address.GetLeftPart(UriPartial.Authority));
        add(builder.Services);
        return builder.Build();
    }

    private static void ShowLog(WebApplicationBuilder builder)
    {
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        // What the tables and the host have to say comes up again, in words, where it matters.
        builder.Logging.AddFilter<ConsoleLoggerProvider>("Microsoft.EntityFrameworkCore", LogLevel.Critical);
        builder.Logging.AddFilter<ConsoleLoggerProvider>("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
