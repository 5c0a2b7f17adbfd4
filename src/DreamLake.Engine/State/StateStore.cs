using System.Security.Cryptography;
using System.Text;

namespace DreamLake.Engine.State;

/// <summary>The folder of state files: <c>~/.dreamlake/uploads/</c> unless the options say otherwise.</summary>
internal sealed class StateStore
{
    private const int ReadTries = 5;
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Func<string, IStateWriter> _open;

    /// <summary>A store on a folder; the folder is made when first written to.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="open">Opens the writer of a state file; null means <see cref="StateFileWriter"/>.</param>
    public StateStore(string folder, Func<string, IStateWriter>? open = null)
    {
        Folder = folder;
        _open = open ?? (path => new StateFileWriter(path));
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Where the state of a content lies; of its second target and on, <paramref name="tag"/> tells them apart.</summary>
    public string PathOf(string hash, string? tag) => Path.Combine(Folder, tag is null ? $"{hash}.json" : $"{hash}.{tag}.json");

    /// <summary>The writer of a state file.</summary>
    public IStateWriter Open(string path) => _open(path);

    /// <summary>Eight hex digits that stand for a target.</summary>
    public static string TagOf(string text) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4)).ToLowerInvariant();

    /// <summary>Makes the folder, for its owner alone.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void EnsureFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Folder);
            return;
        }

        Directory.CreateDirectory(Folder, OwnersAlone);
        // Another client may have made it wider.
        if (File.GetUnixFileMode(Folder) is var mode && (mode & ~OwnersAlone) != 0) File.SetUnixFileMode(Folder, mode & OwnersAlone);
    }

    /// <summary>Reads a state file.</summary>
    public static StateRead Read(string path)
    {
        // A reader can meet a slot half written, by a process that goes on writing: a moment later it is whole.
        for (var tries = 0; ; tries++)
        {
            byte[] bytes;
            try
            {
                bytes = ReadAll(path);
            }
            catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
            {
                return new StateRead(null, null);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // A folder in its place, another's file: it is there, and tells nothing.
                return new StateRead(null, []);
            }

            if (StateDocumentReader.TryRead(bytes, out var state)) return new StateRead(state, null);
            if (tries == ReadTries) return new StateRead(null, bytes);
            Thread.Yield();
        }
    }

    /// <summary>All state files that can be read, in no order. One that another process removes meanwhile is left out.</summary>
    public IEnumerable<(string Path, UploadState State)> All() => In("*.json");

    /// <summary>The states of one content, whatever their targets.</summary>
    public IEnumerable<(string Path, UploadState State)> OfContent(string hash) => In($"{hash}*.json");

    private IEnumerable<(string Path, UploadState State)> In(string pattern)
    {
        foreach (var path in Files(pattern))
        {
            if (Read(path).State is { } state) yield return (path, state);
        }
    }

    /// <summary>Moves what cannot be read as a state out of the way, beside itself; answers where it lies now, null where it cannot be moved.</summary>
    public static string? SetAside(string path)
    {
        var aside = path + ".corrupt";
        try
        {
            if (Directory.Exists(path)) Directory.Move(path, aside);
            else File.Move(path, aside, overwrite: true);
            return aside;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string[] Files(string pattern)
    {
        try
        {
            return Directory.GetFiles(Folder, pattern);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // No folder yet, or one that cannot be read: then nothing is known, and saving will say why.
            return [];
        }
    }

    private static byte[] ReadAll(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var bytes = new byte[file.Length];
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes[..read];
    }
}

/// <summary>What reading a state file gave: the state, or bytes that are none, or neither where there is no file.</summary>
internal readonly record struct StateRead(UploadState? State, byte[]? Unreadable);
