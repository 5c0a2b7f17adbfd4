using System.Diagnostics;

namespace DreamLake.Lambda.Splitting.Tools;

/// <summary>Looks a few times a second at what a running tool takes, and ends it where that is more than it may.</summary>
/// <remarks>
/// Processor time, memory and a file's size the system bounds where it can (see <see cref="ToolLauncher"/>); the rest is bounded here.
/// </remarks>
internal sealed class ToolWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly ToolLimits _limits;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ITimer _timer;
    private volatile string? _over;

    public ToolWatch(Process process, string folder, ToolLimits limits, TimeProvider time)
    {
        _process = process;
        _folder = new DirectoryInfo(folder);
        _limits = limits;
        _time = time;
        _started = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    /// <summary>Ends the tool at once.</summary>
    public void End()
    {
        try
        {
            // The launcher kills the tool, and ends when it is gone.
            if (OperatingSystem.IsWindows()) _process.Kill(entireProcessTree: true);
            else _process.StandardInput.Close();
        }
        catch (InvalidOperationException)
        {
            // It has just ended by itself.
        }
    }

    /// <exception cref="UnsplittableException">It was ended because it took too much.</exception>
    public void ThrowIfOver()
    {
        if (_over is { } over) throw new UnsplittableException(over);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>What a tool that the system ended had taken too much of; null where it ended for another reason.</summary>
    public static string? WhatIsOver(ToolException failure, ToolLimits limits) =>
        failure.IsOutOfCpuTime ? $"It takes more than {Minutes(limits.CpuTime)} of processor time to split, which is more than a file " +
            "of its kind may."
        : failure.IsOutOfMemory ? $"It takes more than {Mebibytes(limits.MemoryBytes)} of memory to split."
        : failure.IsFileTooLarge ? TooLarge(limits)
        : null;

    private void Look()
    {
        _over ??= Over();
        if (_over is not null) End();
    }

    private string? Over()
    {
        if (_time.GetElapsedTime(_started) > _limits.WallClock)
            return $"It takes more than {Minutes(_limits.WallClock)} to split, which is more than a file of its kind may.";
        if (FolderBytes() > _limits.FolderBytes) return TooLarge(_limits);
        return OperatingSystem.IsWindows() ? OverOnWindows() : null;
    }

    private string? OverOnWindows()
    {
        _process.Refresh();
        if (_process.HasExited) return null;
        if (_process.WorkingSet64 > _limits.MemoryBytes) return $"It takes more than {Mebibytes(_limits.MemoryBytes)} of memory to split.";
        return _process.TotalProcessorTime > _limits.CpuTime
            ? $"It takes more than {Minutes(_limits.CpuTime)} of processor time to split, which is more than a file of its kind may."
            : null;
    }

    private long FolderBytes()
    {
        try
        {
            return _folder.EnumerateFiles().Sum(file => file.Length);
        }
        catch (IOException)
        {
            // A file went while it was looked at; the next look is soon.
            return 0;
        }
    }

    private static string TooLarge(ToolLimits limits) =>
        $"Its stream would be larger than {Mebibytes(limits.FolderBytes)}, which is more than a file of its kind may make.";

    private static string Minutes(TimeSpan time) => time.TotalSeconds < 120 ? $"{time.TotalSeconds:0} s" : $"{time.TotalMinutes:0} min";

    private static string Mebibytes(long bytes) => $"{bytes / (1024 * 1024)} MiB";
}
