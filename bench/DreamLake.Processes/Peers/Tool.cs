using System.Diagnostics;

namespace DreamLake.Processes.Peers;

/// <summary>A program of the system's packages: where it lies, and which version it is.</summary>
internal static class Tool
{
    /// <summary>A program's file; null where it is not installed. The system's own comes before others of the same name.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Prepend("/usr/bin")
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>The first line of what a program says of its version.</summary>
    public static string VersionOf(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text.Split('\n', 2)[0].Trim();
    }
}
