using System.Diagnostics;
using System.Globalization;

namespace DreamLake.Processes.Timing;

/// <summary>Runs a command once and tells what it cost.</summary>
/// <remarks>
/// Processors and memory come from the operating system's own accounting of ended processes, through GNU time (the package <c>time</c>).
/// </remarks>
internal static class TimedRun
{
    private const string GnuTime = "/usr/bin/time";

    /// <summary>Runs a command and throws its output away.</summary>
    /// <exception cref="InvalidOperationException">It failed: a failed run costs nothing that means anything.</exception>
    public static Cost Run(Command command)
    {
        if (!File.Exists(GnuTime)) throw new InvalidOperationException("GNU time is not installed. The package is called 'time'.");
        var report = Path.GetTempFileName();
        try
        {
            var start = Start(command, report);
            var watch = Stopwatch.StartNew();
            using var process = Process.Start(start)!;
            process.OutputDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            var wall = watch.Elapsed.TotalSeconds;
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"'{command.Shown}' failed with {process.ExitCode}: {errors.Trim()}");
            var figures = File.ReadAllText(report).Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))
                .ToArray();
            return new Cost(wall, figures[0], figures[1], (long)figures[2] * 1024);
        }
        finally
        {
            File.Delete(report);
        }
    }

    private static ProcessStartInfo Start(Command command, string report)
    {
        var start = new ProcessStartInfo(GnuTime, ["-o", report, "-f", "%U %S %M", command.Program, .. command.Arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.Folder,
        };
        foreach (var (name, value) in command.Environment) start.Environment[name] = value;
        return start;
    }
}
