using System.Security.Cryptography;
using System.Text;
using Amazon.S3;
using DreamLake.Lambda.Jobs;
using DreamLake.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace DreamLake.Lambda.Tests;

/// <summary>A folder, a pool and a Lambda for one test.</summary>
public abstract class LambdaTest : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly List<IHost> _hosts = [];

    /// <summary>The folder of the test; everything lies in it. Its name is one that a careless command line would stumble over.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("lambda 100% it's ").FullName;

    private protected Pool Pool { get; private set; } = null!;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected LambdaOptions Options => new()
    {
        Bucket = Pool.Bucket,
        WorkFolder = Path.Combine(Folder, "work"),
        Database = $"Data Source={Path.Combine(Folder, "lambda.db")};Pooling=False",
        ToolCheckInterval = TimeSpan.FromMilliseconds(50),
        FirstRetryDelay = TimeSpan.FromMilliseconds(50),
    };

    public async ValueTask InitializeAsync()
    {
        Pool = new Pool(Path.Combine(Folder, "pool"));
        await Pool.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var host in _hosts) await StopAsync(host);
        await Pool.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Starts a Lambda; stopped at the end of the test, or by <see cref="StopAsync"/>.</summary>
    protected async Task<IHost> StartAsync(LambdaOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IAmazonS3>(Pool.Client);
        builder.Services.AddLambda(options);
        var host = builder.Build();
        await host.StartAsync(Cancel);
        _hosts.Add(host);
        return host;
    }

    protected static async Task StopAsync(IHost host)
    {
        // A host that was stopped before stops again without harm.
        await host.StopAsync(CancellationToken.None);
    }

    protected static JobQueue QueueOf(IHost host) => host.Services.GetRequiredService<JobQueue>();

    private protected static Task<JobsContext> TablesOf(IHost host) =>
        host.Services.GetRequiredService<IDbContextFactory<JobsContext>>().CreateDbContextAsync(Cancel);

    /// <summary>A job for a content that lies in the pool.</summary>
    protected async Task<SplitJob> JobForAsync(string path, AssetType type)
    {
        var hash = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(path, Cancel))).ToLowerInvariant()[..16];
        var job = new SplitJob("media-1", type, "alice", "robotics", StagingKey.For("alice", "robotics", hash), "dispatch-1");
        await Pool.PutAsync(job.Key, path);
        return job;
    }

    protected static async Task<JobReport> ReportAsync(IHost host, string mediaId) =>
        Assert.Single(await QueueOf(host).FindAsync([mediaId], Cancel));

    /// <summary>Looks at a job until it is as it should be.</summary>
    protected static async Task<JobReport> UntilAsync(
        IHost host, string mediaId, Func<JobReport, bool> isSo, TimeSpan? patience = null)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        timeout.CancelAfter(patience ?? Patience);
        while (true)
        {
            var report = await ReportAsync(host, mediaId);
            if (isSo(report)) return report;
            Assert.False(timeout.IsCancellationRequested, $"Still {report}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancel);
        }
    }

    protected static Task<JobReport> UntilOverAsync(IHost host, string mediaId) =>
        UntilAsync(host, mediaId, report => report.Status != AssetStatus.Processing);

    /// <summary>Splits a file to the end, whatever that is.</summary>
    protected async Task<JobReport> SplitAsync(string path, AssetType type)
    {
        Ffmpeg.Require();
        var host = await StartAsync(Options);
        var job = await JobForAsync(path, type);
        Assert.True(await QueueOf(host).DispatchAsync(job, Cancel));
        return await UntilOverAsync(host, job.MediaId);
    }

    /// <summary>Brings all playlists of a medium and what they name to the disk, and checks every name against its bytes.</summary>
    /// <returns>The path of the main rendition's playlist.</returns>
    protected async Task<string> DownloadAsync(JobReport report)
    {
        Assert.Equal((AssetStatus.Ready, null), (report.Status, report.Reason));
        foreach (var streamHash in report.Metadata!.Streams) await DownloadAsync(streamHash);
        return PlaylistOnDisk(report.Metadata.Streams is [_, var main, ..] ? main : report.Metadata.Streams[0]);
    }

    /// <summary>Brings a playlist and its segments to the disk, where the addresses in it lead.</summary>
    protected async Task<string> DownloadAsync(string streamHash)
    {
        var bytes = await Pool.GetSplitAsync($"playlists/{streamHash}.m3u8");
        Assert.Equal(Hash(bytes), streamHash);
        await File.WriteAllBytesAsync(PlaylistOnDisk(streamHash), bytes, Cancel);
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            Assert.Matches(@"^\.\./(chunks/[0-9a-f]{64}\.(ts|vtt)|renditions/[0-9a-f]{64}\.m3u8)$", line);
            if (line.StartsWith("../chunks/", StringComparison.Ordinal)) await DownloadSegmentAsync(Path.GetFileName(line));
        }

        return PlaylistOnDisk(streamHash);
    }

    private string PlaylistOnDisk(string streamHash) =>
        Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "renditions")).FullName, streamHash + ".m3u8");

    private async Task DownloadSegmentAsync(string name)
    {
        var segment = await Pool.GetSplitAsync($"segments/{name}");
        Assert.Equal(Hash(segment), Path.GetFileNameWithoutExtension(name));
        var chunks = Directory.CreateDirectory(Path.Combine(Folder, "chunks")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(chunks, name), segment, Cancel);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
