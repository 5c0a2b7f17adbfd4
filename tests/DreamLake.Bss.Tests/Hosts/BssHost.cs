using Amazon.Runtime;
using Amazon.S3;
using DreamLake.Bss.Contents;
using DreamLake.Bss.Tables;
using DreamLake.Bss.Tests.Proven;
using DreamLake.Bss.Upkeep;
using DreamLake.Bss.Uploads;
using DreamLake.Hosting;
using DreamLake.Hosting.Limits;
using DreamLake.Lambda;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Bss.Tests.Hosts;

/// <summary>BSS as the lake composes it, over one S3 endpoint. Its Lambda finds no ffmpeg, so that a video's job waits.</summary>
public sealed partial class BssHost : IAsyncDisposable
{
    public const string Bucket = "lake";
    public const string AccessKey = "LAKEKEY";
    public const string SecretKey = "lake-secret-of-the-tests";
    private readonly string _folder;
    private readonly WebApplication _app;
    private readonly Setup _setup;
    private bool _isHandedOver;

    private BssHost(string folder, WebApplication app, Uri address, Setup setup, IAmazonS3 s3)
    {
        _folder = folder;
        _app = app;
        _setup = setup;
        Address = address;
        S3 = s3;
    }

    public Uri Address { get; }

    public LakeKeys Keys => _setup.Keys;

    public IAmazonS3 S3 { get; }

    public SignedUrl SignedUrl => _app.Services.GetRequiredService<SignedUrl>();

    public JobQueue Jobs => _app.Services.GetRequiredService<JobQueue>();

    public static IAmazonS3 ClientOf(
        Uri endpoint, string secretKey = SecretKey, string accessKey = AccessKey, HttpClientFactory? http = null) =>
        new AmazonS3Client(new BasicAWSCredentials(accessKey, secretKey), new AmazonS3Config
        {
            ServiceURL = endpoint.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            MaxErrorRetry = 0,
            HttpClientFactory = http,
        });

    /// <summary>Starts one on a folder of its own.</summary>
    /// <param name="s3Endpoint">Its S3.</param>
    /// <param name="offersDigests">Whether it offers digests of parts.</param>
    /// <param name="secretKey">What it signs with.</param>
    /// <param name="accessKey">Its name towards S3.</param>
    /// <param name="keys">The lake's secrets; its own where left out.</param>
    /// <param name="change">Changes its options.</param>
    /// <param name="verifies">Whether it reads back in the background.</param>
    /// <param name="maxWaitingPerOwner">How many files of one owner may wait to be split.</param>
    public static Task<BssHost> StartAsync(
        Uri s3Endpoint, bool offersDigests = false, string secretKey = SecretKey, string accessKey = AccessKey, LakeKeys? keys = null,
        Func<BssOptions, BssOptions>? change = null, bool verifies = true, int maxWaitingPerOwner = 1000)
    {
        var folder = Directory.CreateTempSubdirectory("bss-tests-").FullName;
        var setup = new Setup(folder, s3Endpoint, (accessKey, secretKey), keys ?? LakeKeys.Create())
        {
            Verifies = verifies,
            MaxWaitingPerOwner = maxWaitingPerOwner,
        };
        return StartAsync(folder, setup, options => (change ?? (same => same))(options with { OffersDigests = offersDigests }));
    }

    /// <summary>Ends this one, and starts another on its folder: as after a crash, nothing is handed over but what lies there.</summary>
    public async Task<BssHost> RestartAsync(Func<BssOptions, BssOptions> change)
    {
        await StopAsync();
        _isHandedOver = true;
        return await StartAsync(_folder, _setup with { Mortality = null, Time = TimeProvider.System, Verifies = true }, change);
    }

    /// <summary>Starts another on the tables of this one.</summary>
    /// <param name="mortality">What kills it.</param>
    /// <param name="verifies">Whether it reads back in the background.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="change">Changes its options.</param>
    internal Task<BssHost> StartBesideAsync(
        Mortality? mortality = null, bool verifies = true, TimeProvider? time = null, Func<BssOptions, BssOptions>? change = null) =>
        StartAsync(
            Directory.CreateTempSubdirectory("bss-tests-").FullName,
            _setup with { Mortality = mortality, Verifies = verifies, Time = time ?? TimeProvider.System },
            change ?? (same => same));

    /// <summary>Sets what a namespace may have and do; hosts that have asked before go by it within 2 s.</summary>
    public Task LimitAsync(NamespaceLimits limits) =>
        _app.Services.GetRequiredService<LimitsTable>().SetAsync(limits, CancellationToken.None);

    /// <summary>A client that bears a token for a namespace; none for null.</summary>
    public HttpClient Client(string? @namespace = "alice", bool wholeLake = false)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (@namespace is not null)
        {
            var token = LakeTokens.Mint(Keys, @namespace, wholeLake, TimeSpan.FromHours(1), _setup.Time);
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        return client;
    }

    /// <summary>Has BSS know an upload that nothing began, for an S3 that is not one.</summary>
    internal async Task KnowAsync(string uploadId, string key)
    {
        await using (var db = await _app.Services.GetRequiredService<IDbContextFactory<MediaContext>>().CreateDbContextAsync())
            await db.Database.ExecuteSqlRawAsync("INSERT INTO milestones VALUES ('takeover') ON CONFLICT DO NOTHING");
        var levels = key.Split('/');
        await _app.Services.GetRequiredService<UploadTable>().AddAsync(
            new Upload
            {
                Id = uploadId,
                Owner = levels[0],
                Project = levels[1],
                Hash = levels[3],
                Key = key,
                S3Key = key,
                State = UploadState.Open,
                CreatedAt = TimeProvider.System.GetUtcNow(),
                ChangedAt = TimeProvider.System.GetUtcNow(),
            },
            CancellationToken.None);
    }

    /// <summary>Asks for the split of a medium, by the address that DreamLake Server signs.</summary>
    public async Task SplitAsync(string prefix, string mediaId)
    {
        using var anonymous = new HttpClient();
        var address = SignedUrl.Sign("POST", new Uri(Address, $"{prefix}/{mediaId}/split?asset=a&namespace=alice"), TimeSpan.FromHours(1));
        using var answer = await anonymous.PostAsync(address, null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Returns once nothing waits to be read back or split.</summary>
    public async Task SettledAsync()
    {
        const string Waiting = "SELECT (SELECT COUNT(*) FROM verifications) + (SELECT COUNT(*) FROM pending_splits)";
        while (await CountAsync(Waiting) > 0) await Task.Delay(10);
    }

    /// <summary>Has all done in the background that is due some time from now, by another host on the same tables.</summary>
    internal async Task TidyAsync(TimeSpan ahead)
    {
        var time = new ShiftedTime(ahead);
        await using var tidier = await StartBesideAsync(time: time);
        await SettledAsync();
        var isTidy = $"SELECT COUNT(*) FROM removals WHERE DueAt <= {time.GetUtcNow().UtcTicks}";
        do
        {
            tidier._app.Services.GetRequiredService<VerificationQueue>().Signal();
            await Task.Delay(10);
        }
        while (await CountAsync(isTidy) > 0);
        await tidier._app.Services.GetRequiredService<Tidying>().RunAsync(CancellationToken.None);
    }

    /// <summary>Has a content of the table wait to be read back.</summary>
    internal async Task WaitAsync(long contentId, string owner, int isAwaited) => await CountAsync(
        "INSERT INTO verifications (ContentId, Owner, DueAt, IsAwaited, Attempts) "
        + $"VALUES ({contentId}, '{owner}', {contentId}, {isAwaited}, 0) RETURNING 1");

    /// <summary>Claims the content whose turn it is; its id.</summary>
    internal async Task<long?> ClaimAsync() =>
        (await _app.Services.GetRequiredService<VerificationQueue>().ClaimAsync(CancellationToken.None))?.ContentId;

    public async ValueTask DisposeAsync()
    {
        if (_isHandedOver) return;
        await StopAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<BssHost> StartAsync(string folder, Setup setup, Func<BssOptions, BssOptions> change)
    {
        var s3 = ClientOf(
            setup.S3Endpoint, setup.Credentials.SecretKey, setup.Credentials.AccessKey,
            setup.Mortality is null ? null : new Mortality.S3Calls(setup.Mortality));
        var tools = Directory.CreateDirectory(Path.Combine(folder, "no-tools")).FullName;
        var (app, address) = await Served.StartAsync(
            services =>
            {
                services.AddSingleton(setup.Time);
                services.AddLakeHosting(setup.Keys);
                services.AddSingleton(s3);
                services.AddSingleton<AWSCredentials>(new BasicAWSCredentials(setup.Credentials.AccessKey, setup.Credentials.SecretKey));
                services.AddLambda(new LambdaOptions
                {
                    Bucket = Bucket,
                    WorkFolder = Path.Combine(folder, "work"),
                    Database = setup.JobsDatabase,
                    ToolFolder = tools,
                    MaxWaitingPerOwner = setup.MaxWaitingPerOwner,
                });
                var options = change(new BssOptions { Bucket = Bucket, Database = setup.Database });
                services.AddLimits(options.Database).AddBss(options);
                if (setup.Mortality is { } mortality)
                    services.ConfigureDbContext<MediaContext>(options =>
                        options.AddInterceptors(new Mortality.Statements(mortality), new Mortality.Commits(mortality)));
                if (setup.Verifies) return;
                foreach (var worker in services.Where(service =>
                    service.ImplementationType == typeof(VerificationWorker) || service.ImplementationType == typeof(ScrubWorker)).ToList())
                    services.Remove(worker);
            },
            app =>
            {
                app.UseLakeHosting();
                app.MapBss();
            });
        return new BssHost(folder, app, address, setup, s3);
    }

    // Background work ends with it, so that nobody writes into the folder that goes.
    private async Task StopAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        S3.Dispose();
    }

    /// <summary>What a host is made of. Those that are started beside or after another have its tables.</summary>
    private sealed record Setup(string Tables, Uri S3Endpoint, (string AccessKey, string SecretKey) Credentials, LakeKeys Keys)
    {
        public Mortality? Mortality { get; init; }

        public bool Verifies { get; init; } = true;

        public int MaxWaitingPerOwner { get; init; } = 1000;

        public TimeProvider Time { get; init; } = TimeProvider.System;

        public string Database => $"Data Source={Path.Combine(Tables, "media.db")}";

        public string JobsDatabase => $"Data Source={Path.Combine(Tables, "jobs.db")}";
    }
}
