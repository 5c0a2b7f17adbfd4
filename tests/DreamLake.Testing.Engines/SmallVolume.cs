using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace DreamLake.Testing.Engines;

/// <summary>A volume of its own for a folder, small enough to be filled: a tmpfs, which only root can mount.</summary>
public sealed class SmallVolume : IDisposable
{
    private SmallVolume(string folder) => Folder = folder;

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; }

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Mounts one; skips the test where that cannot be done.</summary>
    public static SmallVolume Mount(string folder, int mebibytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root can mount a small volume.");
        Directory.CreateDirectory(folder);
        var size = mebibytes.ToString(CultureInfo.InvariantCulture);
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", $"size={size}m", "tmpfs", folder) == 0, "This machine lets nobody mount.");
        return new SmallVolume(folder);
    }

    /// <summary>Leaves room for so many bytes.</summary>
    public void FillBut(long bytes)
    {
        using var file = File.Create(Filler);
        var block = new byte[64 * 1024];
        for (var rest = new DriveInfo(Folder).AvailableFreeSpace - bytes; rest > 0; rest -= block.Length)
            file.Write(block, 0, (int)Math.Min(rest, block.Length));
    }

    /// <summary>There is room again.</summary>
    public void MakeRoom() => File.Delete(Filler);

    /// <summary>Unmounts it; what is still open there goes on until it is closed.</summary>
    public void Dispose() => Run("umount", "-l", Folder);

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
