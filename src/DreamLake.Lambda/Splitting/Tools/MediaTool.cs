using System.Diagnostics;

namespace DreamLake.Lambda.Splitting.Tools;

/// <summary>Runs ffmpeg or ffprobe in one folder, within limits.</summary>
/// <param name="path">The tool's whole path.</param>
/// <param name="folder">Its working folder: every name in its arguments and in its errors is relative to it.</param>
/// <param name="limits">What a run may take.</param>
/// <param name="time">The clock.</param>
internal sealed class MediaTool(string path, string folder, ToolLimits limits, TimeProvider time)
{
    private const int LastLines = 8;
    private const int LongestLine = 300;
    private static readonly TimeSpan StopArrives = TimeSpan.FromSeconds(5);

    /// <summary>Runs it to its end; kills it where the caller gives up or it takes more than it may.</summary>
    /// <param name="arguments">Its arguments, as they are.</param>
    /// <param name="onLine">Gets each line that it writes to its standard output, at most 300 characters of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">It ended with an error.</exception>
    /// <exception cref="UnsplittableException">It took more than it may.</exception>
    public async Task RunAsync(IEnumerable<string> arguments, Action<string> onLine, CancellationToken cancellationToken)
    {
        using var process = ToolLauncher.Start(path, folder, arguments, limits);
        using var watch = new ToolWatch(process, folder, limits, time);
        await using var stopped = cancellationToken.Register(watch.End);
        var lastWords = LastWordsAsync(process.StandardError);
        await ReadAsync(process, watch, onLine);
        var words = await lastWords;
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        watch.ThrowIfOver();
        if (process.ExitCode != 0) await FailAsync(new ToolException(process.ExitCode, words), cancellationToken);
    }

    private static async Task ReadAsync(Process process, ToolWatch watch, Action<string> onLine)
    {
        try
        {
            var lines = new BoundedLines(process.StandardOutput, LongestLine);
            while (await lines.ReadAsync() is { } line) onLine(line);
        }
        catch
        {
            // Nobody reads what it still has to say.
            watch.End();
            throw;
        }
    }

    private async Task FailAsync(ToolException failure, CancellationToken cancellationToken)
    {
        if (ToolWatch.WhatIsOver(failure, limits) is { } over) throw new UnsplittableException(over, failure);
        // Where the stop of the whole lake ended it, that stop is on its way here too, and says so better than the exit code.
        if (failure.IsInterruption) await Task.Delay(StopArrives, time, cancellationToken);
        throw failure;
    }

    private static async Task<IReadOnlyList<string>> LastWordsAsync(StreamReader errors)
    {
        // A damaged file makes a line for each damage: only the last ones are kept.
        var last = new Queue<string>(LastLines);
        var lines = new BoundedLines(errors, LongestLine);
        while (await lines.ReadAsync() is { } line)
        {
            if (last.Count == LastLines) last.Dequeue();
            last.Enqueue(line);
        }

        return [.. last];
    }
}
