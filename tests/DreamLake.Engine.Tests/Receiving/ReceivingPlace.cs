using DreamLake.Disk;
using Xunit;

namespace DreamLake.Engine.Tests.Receiving;

/// <summary>A folder to receive into, with locks of its own.</summary>
public sealed class ReceivingPlace : IDisposable
{
    /// <summary>Bytes of a range.</summary>
    public const int RangeSize = 64 * 1024;

    public string Folder { get; } = Directory.CreateTempSubdirectory("dreamlake-receive-").FullName;

    /// <summary>Where the file goes, in a folder that is not there yet.</summary>
    public string Path => System.IO.Path.Combine(Folder, "run-1", "a.mp4");

    /// <summary>What stands under the file's name; null where nothing does.</summary>
    public byte[]? Received => File.Exists(Path) ? File.ReadAllBytes(Path) : null;

    /// <summary>All files beside it, by name.</summary>
    public string[] Beside => Directory.Exists(System.IO.Path.GetDirectoryName(Path))
        ? [.. Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!).Select(file => System.IO.Path.GetFileName(file)).Order()]
        : [];

    public ReceiveOptions Options => new()
    {
        LockFolder = System.IO.Path.Combine(Folder, ".locks"),
        RangeSize = RangeSize,
        Calls = new UploadOptions
        {
            RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetryDelay = TimeSpan.FromMilliseconds(2), PartTries = 4,
        },
    };

    /// <summary>Receives the object.</summary>
    public async Task<ReceiveResult> ReceiveAsync(
        ServedObject served, ReceiveOptions? options = null, IDisk? disk = null, CancellationToken? until = null)
    {
        using var receiver = new LakeReceiver(served.Connection, options ?? Options, TimeProvider.System, disk ?? new LocalDisk());
        var results = receiver.ReceiveAsync(Requests(), until ?? TestContext.Current.CancellationToken);
        await foreach (var result in results.ConfigureAwait(false))
        {
            return result;
        }

        throw new InvalidOperationException("The run gave no result.");

        async IAsyncEnumerable<ReceiveRequest> Requests()
        {
            await Task.CompletedTask;
            yield return new ReceiveRequest(served.Asset, Path);
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
