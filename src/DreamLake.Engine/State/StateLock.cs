using System.Globalization;
using System.Text;

namespace DreamLake.Engine.State;

/// <summary>A lock that the operating system holds for one process and releases when it dies, however it dies.</summary>
/// <remarks>The file names its holder, for the message to whoever comes second. It is removed on release: what lies there without a holder is nobody's.</remarks>
internal sealed class StateLock : IDisposable
{
    private readonly FileStream _file;

    private StateLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or says who holds it.</summary>
    /// <param name="path">The lock's file; its folder exists.</param>
    /// <param name="time">The clock for the holder's start time.</param>
    /// <param name="holder">Who holds it, in words, where it could not be had.</param>
    /// <returns>The lock; null where another has it.</returns>
    public static StateLock? TryTake(string path, TimeProvider time, out string? holder)
    {
        holder = null;
        for (var tries = 0; ; tries++)
        {
            FileStream file;
            try
            {
                // Windows lets others read the holder's name beside an open writer; on Unix the lock is advisory and reading takes none.
                file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Read | FileShare.Delete : FileShare.None, 1);
            }
            catch (IOException) when (File.Exists(path))
            {
                holder = HolderOf(path);
                return null;
            }
            catch (IOException) when (tries < 3)
            {
                // Released and removed between the two looks: try for it again.
                continue;
            }

            if (IsStillAt(path, file))
            {
                WriteHolder(file, time);
                return new StateLock(file);
            }

            // Its holder removed it between our opening and our locking it: this one is nobody's way in.
            file.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Removed while it is held, so that nobody can take it in between.
        File.Delete(_file.Name);
        _file.Dispose();
    }

    private static bool IsStillAt(string path, FileStream file)
    {
        if (OperatingSystem.IsWindows()) return true;
        try
        {
            using var probe = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.SetLength(0);
            file.WriteByte((byte)'?');
            file.Flush();
            return probe.ReadByte() == '?';
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private static void WriteHolder(FileStream file, TimeProvider time)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} since {time.GetUtcNow():u}");
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush();
    }

    private static string HolderOf(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd() is { Length: > 1 } text ? text : "another process";
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}
