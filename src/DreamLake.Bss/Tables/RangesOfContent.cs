namespace DreamLake.Bss.Tables;

/// <summary>The digests of a proven content's ranges. Apart from the content: a long one has many, and few ask for them.</summary>
internal sealed class RangesOfContent
{
    public required long ContentId { get; init; }

    /// <summary>As they are told; see <see cref="Protocol.RangeDigests"/>.</summary>
    public required string Crc32C { get; init; }
}
