namespace DreamLake.Lambda;

/// <summary>What the Lambda needs to know of its lake.</summary>
public sealed record LambdaOptions
{
    /// <summary>The one bucket: contents are read from it, segments and playlists are written to it.</summary>
    public required string Bucket { get; init; }

    /// <summary>A folder on this machine for files that are being split; made where it is missing, swept at start.</summary>
    /// <remarks>It needs room for about three times the largest file.</remarks>
    public required string WorkFolder { get; init; }

    /// <summary>Where the table of jobs lies: <c>Data Source=…</c> is SQLite, <c>Host=…</c> is PostgreSQL.</summary>
    public required string Database { get; init; }

    /// <summary>The folder that holds ffmpeg and ffprobe; null (the default) searches PATH.</summary>
    public string? ToolFolder { get; init; }

    /// <summary>How often jobs that wait for ffmpeg look for it again. Default: 5 s.</summary>
    public TimeSpan ToolCheckInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the table is looked at although nobody rang, for jobs that another process dispatched. Default: 30 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Files split at a time. Default: half the cores, at least 1: each ffmpeg uses two.</summary>
    public int Workers { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// Files of one owner that are split at a time. Default: as many as there are workers: owners take turns in any case.
    /// </summary>
    public int MaxRunningPerOwner { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Files of one owner that may wait; past it a dispatch is refused for now. Default: 100,000, a day of clips.</summary>
    public int MaxWaitingPerOwner { get; init; } = 100_000;

    /// <summary>
    /// How long a job of an owner of whom none runs waits for an ordinary worker, before it is split beside the long files of others.
    /// Default: 5 s.
    /// </summary>
    public TimeSpan QuickLaneAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long such a job may take there; a longer one is given back and waits for an ordinary worker. Default: 15 s.</summary>
    public TimeSpan QuickLaneSlice { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often what dead workers left is removed. Default: 10 min.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Attempts that fail for reasons that may pass, until a job is given up. Default: 2,000: about a week.</summary>
    public int MaxAttempts { get; init; } = 2_000;

    /// <summary>What splitting one file may take.</summary>
    public SplitLimits Limits { get; init; } = new();

    /// <summary>How long a job stays with a worker that is not heard of; a live one renews it at a third of this. Default: 1 min.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The wait after a first failure that may pass (the pool does not answer, say); it doubles each time. Default: 1 s.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts. Default: 5 min.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The wait after so many failed attempts.</summary>
    internal TimeSpan RetryDelayAfter(int attempts)
    {
        // Thirty doublings of any delay are longer than any longest; more would be too many for a TimeSpan.
        var delay = FirstRetryDelay * Math.Pow(2, Math.Min(attempts - 1, 30));
        return delay < LongestRetryDelay ? delay : LongestRetryDelay;
    }

    /// <summary>The options without the database's connection string: PostgreSQL's may hold a password.</summary>
    public override string ToString() => $"{nameof(LambdaOptions)} {{ Bucket = {Bucket}, WorkFolder = {WorkFolder} }}";
}
