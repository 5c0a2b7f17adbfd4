namespace DreamLake.Engine.Content;

/// <summary>How a file is cut into parts: all of one size, the last may be smaller; an empty file is one empty part.</summary>
/// <param name="FileSize">Bytes of the file.</param>
/// <param name="PartSize">Bytes of each part but the last.</param>
internal sealed record PartPlan(long FileSize, long PartSize)
{
    /// <summary>10 MiB (protocol.md, "Constants").</summary>
    public const long DefaultPartSize = 10 * 1024 * 1024;

    /// <summary>The most parts that S3 takes: 10,000.</summary>
    public const int MaxParts = 10_000;

    /// <summary>The largest part that S3 takes: 5 GiB.</summary>
    public const long MaxPartSize = 5L * 1024 * 1024 * 1024;

    private const long Step = 1024 * 1024;

    /// <summary>How many parts there are: 1 or more.</summary>
    public int Count => (int)Math.Max(1, (FileSize + PartSize - 1) / PartSize);

    /// <summary>The plan for a file: parts of 10 MiB, larger (whole MiB) only where 10,000 of them would not hold it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The file is larger than 10,000 parts of 5 GiB.</exception>
    public static PartPlan For(long fileSize) => For(fileSize, DefaultPartSize);

    /// <summary>Likewise with parts of another size: the simulation's are small, so that it plays many.</summary>
    internal static PartPlan For(long fileSize, long partSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fileSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fileSize, MaxParts * MaxPartSize);
        var needed = (fileSize + MaxParts - 1) / MaxParts;
        return new PartPlan(fileSize, Math.Max(partSize, needed <= partSize ? partSize : (needed + Step - 1) / Step * Step));
    }

    /// <summary>Where a part begins in the file.</summary>
    public long OffsetOf(int partNumber) => (partNumber - 1) * PartSize;

    /// <summary>Bytes of a part.</summary>
    public long SizeOf(int partNumber) => Math.Min(PartSize, FileSize - OffsetOf(partNumber));
}
