namespace DreamLake.Lambda.Jobs;

/// <summary>A row of the table <c>turns</c>: when an owner's last job began.</summary>
internal sealed class Turn
{
    public required string Owner { get; init; }

    public DateTimeOffset LastAt { get; set; }
}
