namespace DreamLake.Simulation.Disk;

/// <summary>A file: its bytes, and those of them that a power cut would leave.</summary>
/// <param name="id">What tells it from every other.</param>
internal sealed class SimulatedFile(string id)
{
    private byte[] _onDisk = [];

    public string Id { get; } = id;

    public byte[] Bytes { get; set; } = [];

    public DateTimeOffset LastWrite { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var whole = new byte[Math.Max(Bytes.Length, offset + bytes.Length)];
        Bytes.CopyTo(whole, 0);
        bytes.CopyTo(whole.AsSpan((int)offset));
        Bytes = whole;
    }

    public void Touch(DateTimeOffset now) => (LastWrite, ChangedAt) = (now, now);

    public void Flush() => _onDisk = Bytes;

    /// <summary>The power was cut: of what was not flushed there is nothing, a torn beginning, or all.</summary>
    public void Revert(Random chance)
    {
        if (ReferenceEquals(Bytes, _onDisk)) return;
        Bytes = chance.Next(3) switch
        {
            0 => _onDisk,
            1 => Bytes[..chance.Next(Bytes.Length + 1)],
            _ => Bytes,
        };
        Flush();
    }
}
