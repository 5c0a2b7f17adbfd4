using System.Diagnostics;
using System.Globalization;

namespace DreamLake.Lambda.Splitting.Tools;

/// <summary>How a tool is started: with limits that the system enforces, an environment of its own, and no life after the lake's.</summary>
/// <remarks>
/// On Linux and macOS a shell sets the limits, which the tool inherits, and waits for it. A second one beside it reads from a pipe whose
/// other end only this process holds: when that ends, however it ends, the pipe is at its end, and the tool is killed. (The kernel's own
/// signal at a parent's death comes when the thread that started the child ends, which for a pooled thread is any time.)
/// On Windows the tool is started by itself, and what it takes is watched.
/// </remarks>
internal static class ToolLauncher
{
    private const string Shell = "/bin/sh";

    // Address space in KiB; CPU seconds, at which it is told, and 5 s later killed; a file's size in blocks of 512 bytes.
    private const string Script = """
        ulimit -c 0
        ulimit -v "$1" 2>/dev/null
        ulimit -S -t "$2" && ulimit -H -t $(($2 + 5))
        ulimit -f "$3"
        niceness=$4
        shift 4
        exec 3<&0 </dev/null
        nice -n "$niceness" "$@" 3<&- &
        tool=$!
        { read -r _ <&3; kill -9 "$tool"; } >/dev/null 2>&1 &
        watch=$!
        exec 3<&-
        wait "$tool"
        status=$?
        kill -9 "$watch"
        wait "$watch" 2>/dev/null
        exit "$status"
        """;

    /// <summary>Starts a tool. Its standard input is at its end; ending the process's input ends the tool.</summary>
    /// <param name="path">The tool's whole path.</param>
    /// <param name="folder">Its working folder.</param>
    /// <param name="arguments">Its arguments, as they are.</param>
    /// <param name="limits">What it may take.</param>
    public static Process Start(string path, string folder, IEnumerable<string> arguments, ToolLimits limits)
    {
        var isWindows = OperatingSystem.IsWindows();
        var start = isWindows
            ? new ProcessStartInfo(path, arguments)
            : new ProcessStartInfo(Shell, [.. ShellArguments(limits), path, .. arguments]);
        start.WorkingDirectory = folder;
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        KeepOnlyWhatIsNeeded(start.Environment);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The tool did not start.");
        // There its input is the tool's own: at its end at once, so that it can ask nobody anything.
        if (isWindows) process.StandardInput.Close();
        return process;
    }

    private static IEnumerable<string> ShellArguments(ToolLimits limits) =>
    [
        "-c", Script, "sh",
        Number(limits.MemoryBytes / 1024),
        Number((long)Math.Ceiling(limits.CpuTime.TotalSeconds)),
        Number(limits.FolderBytes / 512),
        Number(limits.Niceness),
    ];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The lake's environment holds keys to the pool and to its database: nothing that reads a stranger's bytes gets it.</summary>
    private static void KeepOnlyWhatIsNeeded(IDictionary<string, string?> environment)
    {
        string[] needed = OperatingSystem.IsWindows() ? ["PATH", "SystemRoot", "SystemDrive", "TEMP", "TMP"] : ["PATH", "LD_LIBRARY_PATH"];
        foreach (var name in environment.Keys.Except(needed, StringComparer.OrdinalIgnoreCase).ToArray()) environment.Remove(name);
        environment["LC_ALL"] = "C";
        // Each further arena of glibc takes 64 MiB of the address space that is limited.
        environment["MALLOC_ARENA_MAX"] = "2";
    }
}
