using System.Security.Cryptography;
using DreamLake.Disk;
using DreamLake.Engine.Content;

namespace DreamLake.Engine.Freeing;

/// <summary>A person's own file, held open from before the proof until it is gone or left.</summary>
internal sealed class SourceFile : IDisposable
{
    private const int ReadSize = 1024 * 1024;
    private readonly ISourceDisk _disk;
    private readonly bool _assumesClosed;
    private readonly IHeldFile _file;

    private SourceFile(ISourceDisk disk, string path, bool assumesClosed, IHeldFile file)
    {
        (_disk, Path, _assumesClosed, _file) = (disk, path, assumesClosed, file);
        First = file.Status();
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>What it was when it was opened.</summary>
    public NameStatus First { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="StaysException">It is none that may be removed.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SourceFile Open(ISourceDisk disk, string path, bool assumesClosed)
    {
        // Before it is opened: a link is not followed, and a pipe not waited for.
        EnsureOrdinary(disk.StatusOfName(path));
        var held = disk.Hold(path);
        try
        {
            var file = new SourceFile(disk, path, assumesClosed, held);
            if (file.First.Status is { Changed: null } or { Id: null })
                throw new StaysException("this file system does not tell when a file last changed");
            file.EnsureAsFirst();
            return file;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Its whole SHA-256, read through the very handle.</summary>
    /// <param name="onRead">Told of each number of bytes read.</param>
    /// <param name="cancellationToken">Leaves it.</param>
    /// <exception cref="StaysException">It became shorter meanwhile.</exception>
    public string Digest(Action<int> onRead, CancellationToken cancellationToken)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ReadSize];
        for (long at = 0; at < First.Status.Size;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = _file.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, First.Status.Size - at)), at);
            if (read == 0) throw new StaysException("it became shorter while it was read");
            sha256.AppendData(buffer, 0, read);
            at += read;
            onRead(read);
        }

        return Convert.ToHexString(sha256.GetHashAndReset()).ToLowerInvariant();
    }

    /// <summary>Whether a hash that this run took is of these bytes: nothing of the file has changed since before it was read.</summary>
    public bool Has(FileIdentity identity, DateTimeOffset hashedAt) =>
        identity.IsSurely(FileIdentity.Of(First.Status)) && identity.IsSettledBy(hashedAt);

    /// <summary>Stops where anything of it is not as it was when it was opened, or where its name leads elsewhere by now.</summary>
    /// <exception cref="StaysException">It is so.</exception>
    public void EnsureAsFirst()
    {
        EnsureUnwritten();
        if (_file.Status() != First) throw new StaysException("it changed meanwhile");
        var named = _disk.StatusOfName(Path);
        EnsureOrdinary(named);
        if (named != First) throw new StaysException("another file has its name by now");
    }

    /// <summary>Stops where what was taken aside is another file, or where somebody writes it.</summary>
    /// <remarks>Taking it aside changes its change time, and nothing else.</remarks>
    /// <exception cref="StaysException">It is so.</exception>
    public void EnsureIsAside(string asidePath)
    {
        var aside = _disk.StatusOfName(asidePath);
        var now = _file.Status();
        EnsureOrdinary(aside);
        if (!IsFirst(now.Status)) throw new StaysException("it changed meanwhile");
        if (!IsFirst(aside.Status) || now.Names != 1 || aside != now) throw new StaysException("another file had its name by then");
        EnsureUnwritten();
    }

    /// <summary>Whether the bytes that were held are without a name: it was they that were removed.</summary>
    public bool IsGone() => _file.Status().Names == 0;

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static void EnsureOrdinary(NameStatus status)
    {
        if (status.IsLink) throw new StaysException("it is a link");
        if (status.Status.Kind != FileKind.File) throw new StaysException("it is no ordinary file");
        if (status.Names != 1) throw new StaysException($"its bytes have {status.Names} names (hard links)");
    }

    private void EnsureUnwritten()
    {
        switch (_file.HasWriters())
        {
            case true:
                throw new StaysException("a process has it open for writing");
            case null when !_assumesClosed:
                throw new StaysException(
                    "this file system does not tell whether a process is writing it (assume-closed takes it as closed)");
        }
    }

    private bool IsFirst(FileStatus now) => now with { Changed = First.Status.Changed } == First.Status;
}
