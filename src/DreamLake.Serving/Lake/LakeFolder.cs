using System.Text;
using System.Text.Json;
using DreamLake.Disk;
using DreamLake.Protocol;

namespace DreamLake.Serving.Lake;

/// <summary>The folder in which a whole lake lies: bytes, tables, secrets, and who runs it.</summary>
internal sealed class LakeFolder
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private readonly LocalDisk _disk = new();

    private LakeFolder(string path) => Path = path;

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>Where the staging pool keeps its objects.</summary>
    public string Pool => System.IO.Path.Combine(Path, "pool");

    /// <summary>Where the Lambda works on files.</summary>
    public string Work => System.IO.Path.Combine(Path, "work");

    private string KeysFile => System.IO.Path.Combine(Path, "keys.json");

    private string TokenFile => System.IO.Path.Combine(Path, LakeFolderFiles.Token);

    /// <summary>The file with its secrets.</summary>
    public SecretsFile Keys => new(KeysFile, Documents);

    private string LockFile => System.IO.Path.Combine(Path, LakeFolderFiles.Lock);

    private DurableFiles Documents => new(_disk, TimeProvider.System);

    private string RunningFile => System.IO.Path.Combine(Path, LakeFolderFiles.Running);

    /// <summary>A lake's folder; <c>~/.dreamlake/lake</c> where none is named. It is made when first used.</summary>
    public static LakeFolder Of(string? path) => new(System.IO.Path.GetFullPath(path ?? LakeFolderFiles.UsualFolder()));

    /// <summary>The EF Core connection string of a service's own tables.</summary>
    public string Database(string service) => $"Data Source={System.IO.Path.Combine(Path, service + ".db")}";

    /// <summary>Takes the lake for this process until disposed (or until the process dies); null where another has it.</summary>
    /// <exception cref="UsageException">The folder cannot be written, or holds what is no lake.</exception>
    public IDisposable? TryHold()
    {
        try
        {
            if (!Directory.Exists(Path)) _disk.CreatePrivateFolder(Path);
            else RefuseAnothers();
            // Its file stays, so that everybody who ever waits for the lake waits for the same one.
            var hold = _disk.TryLock(LockFile);
            // What a process that was killed announced leads nowhere any more.
            if (hold is not null)
            {
                Withdraw();
                new DiskReserve(System.IO.Path.Combine(Path, "reserve")).Settle();
            }

            return hold;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The lake's folder '{Path}' cannot be written: {fault.Message}", ExitCode.NoLake);
        }
    }

    /// <summary>Takes the lake as <see cref="TryHold"/> does, and waits a moment for a lake that is just ending.</summary>
    /// <remarks>A lake whose command was killed learns of it by the end of a pipe, and needs up to 2 s to end.</remarks>
    /// <exception cref="UsageException">The folder cannot be written, or holds what is no lake.</exception>
    public async Task<IDisposable?> HoldAsync(CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (TryHold() is { } hold) return hold;
            if (TimeProvider.System.GetElapsedTime(begun) > LongestEnd) return null;
            await Task.Delay(LookAgain, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Writes a token down, readable by its owner alone, for shells to read it from there.</summary>
    /// <returns>Where it lies.</returns>
    public string KeepToken(string token)
    {
        var file = TokenFile;
        try
        {
            Documents.Replace(file, file + ".tmp", stream => stream.Write(Encoding.ASCII.GetBytes(token + "\n")));
        }
        catch (IOException) when (File.Exists(file))
        {
            // A full disk: the token of the last start opens the lake as well, for as long as it is good.
        }

        return file;
    }

    /// <summary>The token that was written down last; null where none was.</summary>
    public string? ReadToken() => File.Exists(TokenFile) ? File.ReadAllText(TokenFile).Trim() : null;

    /// <summary>The lake's secrets, made at its first start; readable by their owner alone. Call it while the folder is held.</summary>
    public LakeSecrets Secrets() => ReadSecrets() ?? Keys.Create();

    /// <summary>The lake's secrets, where it was started before.</summary>
    /// <exception cref="UsageException">The file is damaged.</exception>
    public LakeSecrets? ReadSecrets() => Keys.Read();

    /// <summary>Says where the lake that this process runs listens.</summary>
    public void Announce(LakeAddresses addresses, bool isServing)
    {
        var running = new RunningLake(addresses.Bss, addresses.Server, addresses.Pool, Environment.ProcessId, isServing);
        try
        {
            Documents.ReplaceUnflushed(RunningFile, RunningFile + ".tmp", stream =>
                JsonSerializer.Serialize(stream, running, LakeJson.Default.RunningLake));
        }
        catch (IOException)
        {
            // A full disk. The lake serves all the same; whoever looks for it in its folder is told that another process holds it.
        }
    }

    /// <summary>Takes that back.</summary>
    public void Withdraw() => File.Delete(RunningFile);

    /// <summary>What the process that holds the lake said; null where none did yet.</summary>
    public RunningLake? Running()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(RunningFile), LakeJson.Default.RunningLake);
        }
        catch (Exception fault) when (fault is IOException or JsonException)
        {
            return null;
        }
    }

    // A folder with other things in it is a slip of the hand; what a person made of an empty one, its mode too, is theirs.
    private void RefuseAnothers()
    {
        var isLake = File.Exists(KeysFile) || File.Exists(LockFile);
        if (isLake || !Directory.EnumerateFileSystemEntries(Path).Any()) return;
        throw new UsageException(
            $"The folder '{Path}' is not empty and holds no lake. Nothing was changed. Name an empty folder, or one that is not there " +
            "yet, with --folder.");
    }
}
