namespace DreamLake.Lambda;

/// <summary>ffmpeg and ffprobe on this machine: from the system's packages, never ours.</summary>
public static class SplitTools
{
    /// <summary>One line for a person whose machine has no ffmpeg.</summary>
    public static string HowToInstall { get; } = "Streaming waits for ffmpeg. Install it: " + (
        OperatingSystem.IsWindows() ? "winget install ffmpeg"
        : OperatingSystem.IsMacOS() ? "brew install ffmpeg"
        : "sudo apt install ffmpeg (Debian, Ubuntu), sudo dnf install ffmpeg (Fedora)");

    /// <summary>Whether both tools are there now. Looked for anew each time: a person may install them while the lake runs.</summary>
    /// <param name="toolFolder">The one folder to look in; null searches PATH.</param>
    public static bool AreInstalled(string? toolFolder = null) =>
        Find("ffmpeg", toolFolder) is not null && Find("ffprobe", toolFolder) is not null;

    /// <summary>The whole path of a tool, or null.</summary>
    internal static string? Find(string tool, string? toolFolder)
    {
        var fileName = OperatingSystem.IsWindows() ? tool + ".exe" : tool;
        return (toolFolder is null ? SearchPath() : [toolFolder])
            .Select(folder => Path.Combine(folder, fileName))
            .FirstOrDefault(IsExecutable);
    }

    private static IEnumerable<string> SearchPath()
    {
        // On Windows an installer changes the user's or the machine's PATH, which a running process does not inherit.
        EnvironmentVariableTarget[] targets = OperatingSystem.IsWindows()
            ? [EnvironmentVariableTarget.Process, EnvironmentVariableTarget.User, EnvironmentVariableTarget.Machine]
            : [EnvironmentVariableTarget.Process];
        return targets.SelectMany(target => (Environment.GetEnvironmentVariable("PATH", target) ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static bool IsExecutable(string path)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != 0);
    }
}
