namespace DreamLake.Lambda;

/// <summary>
/// What splitting one file may take. Each job's own budget is computed from what the file says it holds, and is never above these.
/// </summary>
/// <remarks>A file over them is failed with the reason in words, and is not tried again: it would take as much the next time.</remarks>
public sealed record SplitLimits
{
    /// <summary>The longest file. Default: 24 h, a day's recording in one piece.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Pixels of one picture. Default: 36,000,000, a little more than 8K (8192 × 4320). Memory grows with them.</summary>
    public long MaxPixels { get; init; } = 36_000_000;

    /// <summary>Pictures in one file, duration × rate. Default: 10,400,000, a day at 120 a second.</summary>
    public long MaxFrames { get; init; } = 10_400_000;

    /// <summary>Streams in one file (cameras, sounds, texts). Default: 100. Further ones are not seen.</summary>
    public int MaxStreams { get; init; } = 100;

    /// <summary>Cameras and sounds of one file that are streamed, and as many subtitles. Default: 32. Further ones are left out.</summary>
    public int MaxRenditions { get; init; } = 32;

    /// <summary>Bytes of address space of one ffmpeg. Default: 3 GiB; two threads on a 4K picture take about 1 GiB.</summary>
    public long MaxMemoryBytes { get; init; } = 3L << 30;

    /// <summary>
    /// Bytes that a job may have in the work folder, the file itself included. Default: 512 GiB; a job's own budget is far less.
    /// </summary>
    public long MaxFolderBytes { get; init; } = 512L << 30;

    /// <summary>From a job's start to its end. Default: 24 h.</summary>
    public TimeSpan MaxWallClock { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Processor time of a job. Default: 48 h.</summary>
    public TimeSpan MaxCpuTime { get; init; } = TimeSpan.FromHours(48);

    /// <summary>
    /// Bytes of the work folder's volume that stay free, for the lake's tables and for other programs. Default: 1 GiB, and never more than
    /// a twentieth of the volume. Below it no job starts, and those that run are handed back.
    /// </summary>
    public long MinFreeBytes { get; init; } = 1L << 30;

    /// <summary>
    /// Pixels, all pictures together, up to which a video that could be copied is decoded once from end to end, to find bits that rotted.
    /// Default: 8 × 10^9, a little more than two minutes of 1080p at 30 a second; of longer ones the keyframes are decoded.
    /// </summary>
    public double DecodedPixels { get; init; } = 8e9;

    /// <summary>Threads of one ffmpeg. Default: 2, because the workers are as many as half the cores.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>How ffmpeg stands behind other processes, 0 … 19. Default: 10: uploads and players come first.</summary>
    public int Niceness { get; init; } = 10;
}
