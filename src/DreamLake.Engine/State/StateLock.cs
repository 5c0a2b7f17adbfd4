using System.Globalization;
using DreamLake.Engine.Content;

namespace DreamLake.Engine.State;

/// <summary>A lock that the operating system holds for one process and releases when it dies, however it dies.</summary>
/// <remarks>Who holds it stands in a file beside it, for the message to whoever comes second. Both files go on release.</remarks>
internal sealed class StateLock : IDisposable
{
    // Windows removes a file that is open only where its opener allowed it; nobody can read or write it either way.
    private static readonly FileShare Alone = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private readonly FileStream _file;

    private StateLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or says who holds it.</summary>
    /// <param name="path">The lock's file; its folder exists.</param>
    /// <param name="time">The clock for the holder's start time.</param>
    /// <param name="holder">Who holds it, in words, where it could not be had.</param>
    /// <returns>The lock; null where another has it.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static StateLock? TryTake(string path, TimeProvider time, out string? holder)
    {
        for (var tries = 0; ; tries++)
        {
            FileStream file;
            try
            {
                file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, Alone, bufferSize: 1);
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

            if (LinuxStat.Of(file.SafeFileHandle) is not { } held || held.Id == LinuxStat.Of(path)?.Id)
            {
                WriteHolder(path, time);
                holder = null;
                return new StateLock(file);
            }

            // Its holder removed it between our opening and our locking it: this one is nobody's way in.
            file.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // Removed while it is held, so that nobody can take it in between.
            File.Delete(HolderFile(_file.Name));
            File.Delete(_file.Name);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The folder went or was shut: a file without a holder locks nobody out.
        }
        finally
        {
            _file.Dispose();
        }
    }

    // For messages alone: a full disk keeps nobody from the lock itself.
    private static void WriteHolder(string path, TimeProvider time)
    {
        try
        {
            File.WriteAllText(HolderFile(path), string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} since {time.GetUtcNow():u}"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Whoever comes second reads "another process".
        }
    }

    private static string HolderFile(string path) => path + ".holder";

    private static string HolderOf(string path)
    {
        try
        {
            return File.ReadAllText(HolderFile(path)) is { Length: > 0 } text ? text : "another process";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Just taken, or just released.
            return "another process";
        }
    }
}
