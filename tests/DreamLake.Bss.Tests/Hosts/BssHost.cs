using Amazon.Runtime;
using Amazon.S3;
using DreamLake.Bss.Tables;
using DreamLake.Bss.Tests.Proven;
using DreamLake.Bss.Uploads;
using DreamLake.Hosting;
using DreamLake.Lambda;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Bss.Tests.Hosts;

/// <summary>BSS as the lake composes it, over one S3 endpoint. Its Lambda finds no ffmpeg, so that a video's job waits.</summary>
public sealed class BssHost : IAsyncDisposable
{
    public const string Bucket = "lake";
    public const string AccessKey = "LAKEKEY";
    public const string SecretKey = "lake-secret-of-the-tests";
    private readonly string _folder;
    private readonly WebApplication _app;
    private Uri _s3Endpoint = null!;
    private (string AccessKey, string SecretKey) _credentials;
    private bool _isHandedOver;

    private BssHost(string folder, WebApplication app, Uri address, LakeKeys keys, IAmazonS3 s3)
    {
        _folder = folder;
        _app = app;
        Address = address;
        Keys = keys;
        S3 = s3;
    }

    public Uri Address { get; }

    public LakeKeys Keys { get; }

    public IAmazonS3 S3 { get; }

    public SignedUrl SignedUrl => _app.Services.GetRequiredService<SignedUrl>();

    public JobQueue Jobs => _app.Services.GetRequiredService<JobQueue>();

    private string JobsDatabase => $"Data Source={Path.Combine(_folder, "jobs.db")}";

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
    /// <param name="mortality">What kills it.</param>
    /// <param name="maxWaitingPerOwner">How many files of one owner may wait to be split.</param>
    public static Task<BssHost> StartAsync(
        Uri s3Endpoint, bool offersDigests = false, string secretKey = SecretKey, string accessKey = AccessKey, LakeKeys? keys = null,
        Func<BssOptions, BssOptions>? change = null, Mortality? mortality = null, int maxWaitingPerOwner = 1000)
    {
        var folder = Directory.CreateTempSubdirectory("bss-tests-").FullName;
        return StartAsync(folder, s3Endpoint, (accessKey, secretKey), keys ?? LakeKeys.Create(), mortality,
            options => (change ?? (same => same))(options with { OffersDigests = offersDigests }), maxWaitingPerOwner);
    }

    /// <summary>Ends this one, and starts another on its folder: as after a crash, nothing is handed over but what lies there.</summary>
    public async Task<BssHost> RestartAsync(Func<BssOptions, BssOptions> change)
    {
        await _app.DisposeAsync();
        S3.Dispose();
        _isHandedOver = true;
        return await StartAsync(_folder, _s3Endpoint, _credentials, Keys, mortality: null, change);
    }

    private static async Task<BssHost> StartAsync(
        string folder, Uri s3Endpoint, (string AccessKey, string SecretKey) credentials, LakeKeys keys, Mortality? mortality,
        Func<BssOptions, BssOptions> change, int maxWaitingPerOwner = 1000)
    {
        var s3 =
            ClientOf(s3Endpoint, credentials.SecretKey, credentials.AccessKey, mortality is null ? null : new Mortality.S3Calls(mortality));
        var tools = Directory.CreateDirectory(Path.Combine(folder, "no-tools")).FullName;
        var (app, address) = await Served.StartAsync(
            services =>
            {
                services.AddLakeHosting(keys);
                services.AddSingleton(s3);
                services.AddSingleton<AWSCredentials>(new BasicAWSCredentials(credentials.AccessKey, credentials.SecretKey));
                services.AddLambda(new LambdaOptions
                {
                    Bucket = Bucket,
                    WorkFolder = Path.Combine(folder, "work"),
                    Database = $"Data Source={Path.Combine(folder, "jobs.db")}",
                    ToolFolder = tools,
                    MaxWaitingPerOwner = maxWaitingPerOwner,
                });
                services.AddBss(change(new BssOptions { Bucket = Bucket, Database = $"Data Source={Path.Combine(folder, "media.db")}" }));
                if (mortality is not null)
                    services.ConfigureDbContext<MediaContext>(options =>
                        options.AddInterceptors(mortality, new Mortality.Commits(mortality)));
            },
            app =>
            {
                app.UseLakeHosting();
                app.MapBss();
            });
        return new BssHost(folder, app, address, keys, s3) { _s3Endpoint = s3Endpoint, _credentials = credentials };
    }

    /// <summary>A client that bears a token for a namespace; none for null.</summary>
    public HttpClient Client(string? @namespace = "alice", bool wholeLake = false)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (@namespace is not null)
            client.DefaultRequestHeaders.Authorization =
                new("Bearer", LakeTokens.Mint(Keys, @namespace, wholeLake, TimeSpan.FromHours(1), TimeProvider.System));
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
            },
            CancellationToken.None);
    }

    /// <summary>Ends a waiting job as the Lambda would where ffmpeg is installed: by its row.</summary>
    public async Task EndJobAsync(string mediaId, string state, string? metadata = null)
    {
        await using var connection = new SqliteConnection(JobsDatabase);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE jobs SET State = $state, Metadata = $metadata, Reason = 'of the test' WHERE MediaId = $id";
        command.Parameters.AddWithValue("$state", state);
        command.Parameters.AddWithValue("$metadata", (object?)metadata ?? DBNull.Value);
        command.Parameters.AddWithValue("$id", mediaId);
        if (await command.ExecuteNonQueryAsync() != 1) throw new InvalidOperationException($"There is no job of '{mediaId}'.");
    }

    /// <summary>
    /// Fails a waiting job as the Lambda would where the pool gave it other bytes than were verified; the digest that it had.
    /// </summary>
    public async Task<string?> DoubtJobAsync(string mediaId)
    {
        await using var connection = new SqliteConnection(JobsDatabase);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            "UPDATE jobs SET State = 'Failed', Reason = 'other bytes', IsDoubted = 1 WHERE MediaId = $id RETURNING Sha256";
        command.Parameters.AddWithValue("$id", mediaId);
        return await command.ExecuteScalarAsync() as string;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isHandedOver) return;
        await _app.DisposeAsync();
        S3.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
