using System.Diagnostics;
using System.Globalization;
using DreamLake.Engine.State;
using DreamLake.Engine.Tests.Freeing;
using DreamLake.Protocol;

namespace DreamLake.Engine.KillHost;

/// <summary>Frees a file, and dies by SIGKILL right before one of the calls that it makes of the disk.</summary>
internal static class Freeing
{
    /// <summary>
    /// <c>free|send ADDRESS TOKEN HOME FILE STEP</c>: frees, or uploads to free. Dies before the call of that number, 0 for none; prints
    /// what came of it, and how many calls there were.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var (address, home, file) = (new Uri(args[1]), args[3], args[4]);
        var (calls, fatal) = (0, int.Parse(args[5], CultureInfo.InvariantCulture));
        var disk = new WatchedDisk
        {
            OnCall = call =>
            {
                // States are killed at elsewhere; what counts here is the file, the name beside it, and the journal.
                if (!call.Contains(file, StringComparison.Ordinal) && !call.Contains("freed", StringComparison.Ordinal)
                    && !call.Contains("freeing", StringComparison.Ordinal) && !call.StartsWith("delete", StringComparison.Ordinal)) return;
                if (Interlocked.Increment(ref calls) == fatal) Die();
            },
        };
        var lake = new LakeConnection(address, address, args[2]);
        var request = new UploadRequest(file, EpisodeAddress.Parse("alice@robotics:run-042"));
        var free = new FreeOptions { Force = true, JournalFolder = Path.Combine(home, "freed") };
        if (args[0] == "free")
        {
            using var freer = new LakeFreer(lake, free, TimeProvider.System, disk);
            await foreach (var result in freer.FreeAsync(new[] { request }.ToAsyncEnumerable()))
                Console.WriteLine($"{result.Outcome} {result.Reason} {result.Error?.Message}");
        }
        else
        {
            var states = Path.Combine(home, "uploads");
            using var uploader = new LakeUploader(
                lake, new UploadOptions { StateFolder = states, RemoveSource = free }, TimeProvider.System, new StateStore(states, disk));
            await foreach (var result in uploader.UploadAsync(new[] { request }.ToAsyncEnumerable()))
                Console.WriteLine($"{result.Outcome} {result.Freed?.Outcome} {result.Freed?.Reason} {result.Error?.Message}");
        }

        Console.WriteLine($"calls {calls}");
        return 0;
    }

    private static void Die()
    {
        Console.Out.Flush();
        Process.GetCurrentProcess().Kill();
#pragma warning disable RS0030 // The signal is on its way: nothing more may be done before it comes.
        Thread.Sleep(Timeout.Infinite);
#pragma warning restore RS0030
    }
}
