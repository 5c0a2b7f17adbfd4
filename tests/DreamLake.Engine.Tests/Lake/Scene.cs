using System.Collections.Concurrent;
using DreamLake.Engine.State;
using DreamLake.Engine.Tests.Disks;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Engine.Tests.Lake;

/// <summary>A fake lake, a folder of files, and an engine between them: what most tests begin with.</summary>
public sealed class Scene : IAsyncDisposable
{
    public const int MiB = 1024 * 1024;
    private readonly string _root = Directory.CreateTempSubdirectory("dreamlake-engine-").FullName;

    private Scene(FakeLake lake) => Lake = lake;

    public FakeLake Lake { get; }

    public LakeConnection Connection => new(Lake.Address, Lake.Address, FakeLake.Token);

    /// <summary>Where its files lie.</summary>
    public string Folder => _root;

    public string States => Path.Combine(_root, "uploads");

    public ConcurrentQueue<UploadNote> Notes { get; } = new();

    public UploadOptions Options => new() { StateFolder = States, RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryDelay = TimeSpan.FromMilliseconds(5), Notes = Notes.Enqueue };

    /// <summary>The disk that files and states are on.</summary>
    public BrittleDisk Disk { get; } = new();

    public static async Task<Scene> StartAsync() => new(await FakeLake.StartAsync());

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

    public static UploadRequest Request(string path, string episode = "alice@robotics:run-042", string? to = "/camera/front") =>
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

    public byte[] StoredBytes(UploadResult result) => Lake.Objects[$"alice/robotics/staging/{result.Hash}"];

    public async ValueTask DisposeAsync()
    {
        await Lake.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
