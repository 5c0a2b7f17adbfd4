using DreamLake.Engine.Tests.Checking;
using Xunit;

namespace DreamLake.Engine.Tests.Freeing;

/// <summary>A file of a person's on one file system, its folder, and a lake in memory that may say anything.</summary>
public sealed class FreeingPlace : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("dreamlake-freed-").FullName;

    public FreeingPlace(string? under = null)
    {
        Folder = Path.Combine(under ?? Path.GetTempPath(), "dreamlake-freeing-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Folder);
        File.WriteAllBytes(FilePath, Bytes);
        File.SetLastWriteTimeUtc(FilePath, DateTime.UtcNow.AddMinutes(-1));
        Lake.Tells = _ => ToldLake.Honest(Bytes);
    }

    public static byte[] Bytes { get; } = [.. Enumerable.Range(0, 70_000).Select(i => (byte)(i * 7))];

    public string Folder { get; }

    public string FilePath => Path.Combine(Folder, "a.mp4");

    public string Journal => Path.Combine(_home, "journal.jsonl");

    public ToldLake Lake { get; } = new();

    internal WatchedDisk Disk { get; } = new();

    public List<UploadNote> Notes { get; } = [];

    public FreeOptions Options => new() { JournalFolder = _home, Calls = Lake.Calls with { Notes = Notes.Add } };

    /// <summary>The names in the folder.</summary>
    public string[] Names => [.. Directory.GetFileSystemEntries(Folder).Select(path => Path.GetFileName(path)).Order()];

    public async Task<FreeResult> FreeAsync(FreeOptions? options = null, LakeConnection? lake = null)
    {
        using var freer = new LakeFreer(lake ?? ToldLake.Connection, options ?? Options, TimeProvider.System, Disk);
        var token = TestContext.Current.CancellationToken;
        await foreach (var result in freer.FreeAsync(new[] { ToldLake.Request(FilePath) }.ToAsyncEnumerable(), token).ConfigureAwait(false))
        {
            return result;
        }

        throw new InvalidOperationException("no result");
    }

    /// <summary>The file is as it was, alone in its folder.</summary>
    public void AssertUntouched()
    {
        Assert.Equal(["a.mp4"], Names);
        Assert.Equal(Bytes, File.ReadAllBytes(FilePath));
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        Directory.Delete(_home, recursive: true);
        Lake.Dispose();
    }
}
