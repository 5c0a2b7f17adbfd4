namespace DreamLake.Lambda.Splitting.Tools;

/// <summary>What one run of a tool may take; over it the run is ended, and the content is refused for good.</summary>
internal sealed record ToolLimits
{
    /// <summary>From its start to its end.</summary>
    public required TimeSpan WallClock { get; init; }

    /// <summary>Processor time, all its threads together.</summary>
    public required TimeSpan CpuTime { get; init; }

    /// <summary>Bytes of address space.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Bytes in its folder, what it writes and what was there.</summary>
    public required long FolderBytes { get; init; }

    /// <summary>How it stands behind other processes: 0 … 19, where 19 waits for all of them.</summary>
    public required int Niceness { get; init; }
}
