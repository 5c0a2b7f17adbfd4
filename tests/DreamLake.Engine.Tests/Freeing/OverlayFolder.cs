using System.Diagnostics;

namespace DreamLake.Engine.Tests.Freeing;

/// <summary>An overlay, as containers have one for their root, mounted while the tests run; where this user may.</summary>
internal static class OverlayFolder
{
    private static readonly Lazy<string?> Mounted = new(TryMount);

    /// <summary>Where it is; null where there is none.</summary>
    public static string? Path => Mounted.Value;

    private static string? TryMount()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return null;
        var root = Directory.CreateTempSubdirectory("dreamlake-overlay-").FullName;
        string Made(string name) => Directory.CreateDirectory(System.IO.Path.Combine(root, name)).FullName;
        var options = $"lowerdir={Made("lower")},upperdir={Made("upper")},workdir={Made("work")}";
        var merged = Made("merged");
        var isMounted = Run("mount", "-t", "overlay", "overlay", "-o", options, merged);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (isMounted) Run("umount", merged);
            Directory.Delete(root, recursive: true);
        };
        return isMounted ? merged : null;
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
