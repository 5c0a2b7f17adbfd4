using System.Collections.Concurrent;
using DreamLake.Engine.State;
using DreamLake.Engine.Tests.Disks;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Engine.Tests.Lake;

/// <summary>A lake, a folder of files, and an engine between them: what most tests begin with.</summary>
/// <remarks>The lake is a fake, or with <c>DREAMLAKE_TEST_LAKE=team</c> a team's, with a namespace for each scene.</remarks>
public class Scene : IAsyncDisposable
{
    public const int MiB = 1024 * 1024;
    private readonly string _root = Directory.CreateTempSubdirectory("dreamlake-engine-").FullName;

    protected Scene(TestLake lake) => Lake = lake;

    public TestLake Lake { get; }

    public LakeConnection Connection => new(Lake.Address, Lake.Address, Lake.ClientToken);

    /// <summary>Where its files lie.</summary>
    public string Folder => _root;

    public string States => Path.Combine(_root, "uploads");

    public ConcurrentQueue<UploadNote> Notes { get; } = new();

    public UploadOptions Options => new() { StateFolder = States, RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryDelay = TimeSpan.FromMilliseconds(5), Notes = Notes.Enqueue };

    /// <summary>The disk that files and states are on.</summary>
    public BrittleDisk Disk { get; } = new();

    public static async Task<Scene> StartAsync() =>
        new(TeamsLake.IsAsked ? await TeamFront.StartAsync() : await FakeLake.StartAsync());

    /// <summary>A file of random bytes; the seed is its size, so that a test sees the same bytes each time.</summary>
    public string File(string name, int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return File(name, bytes);
    }

    public string File(string name, byte[] bytes)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, bytes);
        System.IO.File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-1));
        return path;
    }

    /// <summary>A file for an episode; the namespace is the token's where it is not named.</summary>
    public static UploadRequest Request(string path, string episode = "robotics:run-042", string? to = "/camera/front") =>
        new(path, EpisodeAddress.Parse(episode), to);

    public Task<UploadResult> UploadAsync(string path, UploadOptions? options = null, CancellationToken? cancellationToken = null) =>
        UploadAsync(Request(path), options, cancellationToken);

    public async Task<UploadResult> UploadAsync(
        UploadRequest request, UploadOptions? options = null, CancellationToken? cancellationToken = null) =>
        Assert.Single(await UploadAllAsync([request], options, cancellationToken));

    public async Task<List<UploadResult>> UploadAllAsync(
        IEnumerable<UploadRequest> requests, UploadOptions? options = null, CancellationToken? cancellationToken = null)
    {
        options ??= Options;
        using var uploader = new LakeUploader(Connection, options, TimeProvider.System, new StateStore(options.StateFolder, Disk));
        return await uploader.UploadAsync(requests.ToAsyncEnumerable(), cancellationToken ?? TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The names of what lies in the state folder.</summary>
    public string[] StateFiles() =>
        Directory.Exists(States) ? [.. Directory.GetFiles(States).Select(path => Path.GetFileName(path)).Order()] : [];

    /// <summary>What S3 gives for an upload that is stored.</summary>
    public Task<byte[]> StoredBytesAsync(UploadResult result) => Lake.StoredAsync(result.Hash!);

    public async ValueTask DisposeAsync()
    {
        await Lake.DisposeAsync();
        Directory.Delete(_root, recursive: true);
        GC.SuppressFinalize(this);
    }
}
