using System.Diagnostics;
using System.Globalization;

namespace DreamLake.Engine.State;

/// <summary>Who holds a lock, as it is written into its file: <c>process 123 on lab-7 since 2026-11-30 10:00:00Z</c>.</summary>
internal static class LockHolder
{
    /// <summary>This process, as a holder that does not say since when.</summary>
    public static string ThisProcess =>
        string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}");

    /// <summary>This process, as a holder.</summary>
    public static string Self(TimeProvider time) =>
        string.Create(CultureInfo.InvariantCulture, $"{ThisProcess} since {time.GetUtcNow():u}");

    /// <summary>Whether a holder still runs; of another machine's, or of what cannot be read, that is believed.</summary>
    public static bool IsAlive(string holder)
    {
        if (holder.Split(' ') is not ["process", var id, "on", var machine, ..] || machine != Environment.MachineName) return true;
        if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var process)) return true;
        try
        {
            using var running = Process.GetProcessById(process);
            return !running.HasExited;
        }
        catch (ArgumentException)
        {
            // It was killed, and left the file of its lock.
            return false;
        }
    }
}
