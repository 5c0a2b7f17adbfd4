using System.Diagnostics;

namespace DreamLake.Lambda.Splitting;

/// <summary>Runs ffmpeg or ffprobe in one folder.</summary>
/// <remarks>
/// Started here and not by FFMpegCore, which keeps every line that a tool writes (the packets of a film are millions) and takes
/// the arguments as one text, where a quotation mark in a folder's name would end one.
/// </remarks>
/// <param name="path">The tool's whole path.</param>
/// <param name="folder">Its working folder: every name in its arguments and in its errors is relative to it.</param>
/// <param name="time">The clock.</param>
internal sealed class SplitTool(string path, string folder, TimeProvider time)
{
    private const int LastLines = 8;
    private const int LongestLine = 300;
    private static readonly TimeSpan StopArrives = TimeSpan.FromSeconds(5);

    /// <summary>Runs it to its end; kills it where the caller gives up.</summary>
    /// <param name="arguments">Its arguments, as they are.</param>
    /// <param name="onLine">Gets each line that it writes to its standard output.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">It ended with an error.</exception>
    public async Task RunAsync(IEnumerable<string> arguments, Action<string> onLine, CancellationToken cancellationToken)
    {
        using var process = Process.Start(StartInfo(arguments)) ?? throw new InvalidOperationException("The tool did not start.");
        // Its standard input is at its end at once: it can ask nobody anything, and cannot eat the terminal's keys.
        process.StandardInput.Close();
        await using var kill = cancellationToken.Register(() => Kill(process));
        var lastWords = LastWordsAsync(process.StandardError);
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line) onLine(line);
        var words = await lastWords;
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        if (process.ExitCode == 0) return;
        var failure = new ToolException(process.ExitCode, words);
        // Where the stop of the whole lake ended it, that stop is on its way here too, and says so better than the exit code.
        if (failure.IsInterruption) await Task.Delay(StopArrives, time, cancellationToken);
        throw failure;
    }

    private ProcessStartInfo StartInfo(IEnumerable<string> arguments) => new(path, arguments)
    {
        WorkingDirectory = folder,
        UseShellExecute = false,
        CreateNoWindow = true,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private static async Task<IReadOnlyList<string>> LastWordsAsync(StreamReader errors)
    {
        // A damaged file makes a line for each damage: only the last ones are kept.
        var last = new Queue<string>(LastLines);
        while (await errors.ReadLineAsync() is { } line)
        {
            if (last.Count == LastLines) last.Dequeue();
            last.Enqueue(line.Length > LongestLine ? line[..LongestLine] : line);
        }

        return [.. last];
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has just ended by itself.
        }
    }
}
