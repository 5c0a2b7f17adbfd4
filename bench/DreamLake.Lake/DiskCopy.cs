using System.Diagnostics;

namespace DreamLake.Lake;

/// <summary>What the disk itself does: <c>dd</c> from a file in the page cache to a new one, with fsync.</summary>
internal sealed class DiskCopy
{
    private const int Block = 10 * 1024 * 1024;
    private readonly string _target;

    private DiskCopy(string source) => (Source, _target) = (source, source + ".copy");

    /// <summary>The file that is copied: bytes that no disk compresses.</summary>
    public string Source { get; }

    /// <summary>Makes a file of a size in a folder.</summary>
    public static DiskCopy Of(string folder, long size)
    {
        var copy = new DiskCopy(Path.Combine(folder, "source.bin"));
        using var file = File.OpenHandle(copy.Source, FileMode.CreateNew, FileAccess.Write);
        var bytes = new byte[Block];
        for (var offset = 0L; offset < size; offset += Block)
        {
            Random.Shared.NextBytes(bytes);
            RandomAccess.Write(file, bytes.AsSpan(0, (int)Math.Min(Block, size - offset)), offset);
        }

        return copy;
    }

    /// <summary>Copies it once, and deletes the copy; the seconds of the copying.</summary>
    public async Task<double> RunAsync()
    {
        await SettleAsync();
        var watch = Stopwatch.StartNew();
        await RunAsync("dd", $"if={Source}", $"of={_target}", "bs=10M", "conv=fsync", "status=none");
        var seconds = watch.Elapsed.TotalSeconds;
        File.Delete(_target);
        return seconds;
    }

    /// <summary>Waits until the disk has nothing to do of what came before, so that no run pays for another.</summary>
    public static Task SettleAsync() => RunAsync("sync");

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }
}
