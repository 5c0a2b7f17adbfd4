namespace DreamLake.Link;

/// <summary>What a network between a client and its lake is like.</summary>
/// <param name="MegabitsPerSecond">The most that goes up, of all connections together; more than 0. What comes down is only late.</param>
/// <param name="RoundTrip">
/// There and back. A new connection waits one more before its first byte arrives, as TCP's handshake does.
/// </param>
public sealed record LinkConditions(double MegabitsPerSecond, TimeSpan RoundTrip)
{
    /// <summary>Bytes that go up between two resets of a connection, on average; null for none.</summary>
    public double? BytesBetweenResets { get; init; }

    /// <summary>Bytes that go up until a connection falls silent for good, on average; null for none.</summary>
    public double? BytesBetweenStalls { get; init; }

    /// <summary>Decides when faults come.</summary>
    public int Seed { get; init; } = 1;
}
