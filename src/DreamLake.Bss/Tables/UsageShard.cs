namespace DreamLake.Bss.Tables;

/// <summary>A part of what a namespace has: <see cref="UsageTables"/> counts it. Nothing else writes it.</summary>
internal sealed class UsageShard
{
    public required string Owner { get; init; }

    public required int Shard { get; init; }

    public required long Bytes { get; init; }

    public required long Objects { get; init; }

    public required long OpenUploads { get; init; }
}
