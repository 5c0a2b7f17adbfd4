using System.Runtime.InteropServices;

namespace DreamLake.Lambda.Splitting.Checking;

/// <summary>When a segment's sound is heard: the last packet's length is counted from its frames.</summary>
internal sealed class AudioTimes
{
    private readonly List<byte> _packet = [];
    private double? _packetStart;

    /// <summary>When it begins; null without any.</summary>
    public double? Start { get; private set; }

    /// <summary>When it is over.</summary>
    public double? End { get; private set; }

    /// <summary>A packet begins.</summary>
    public void Begin(double time)
    {
        EndFrame();
        _packetStart = time;
        Start = Math.Min(Start ?? time, time);
    }

    /// <summary>Its bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _packet.AddRange(bytes);

    /// <summary>The packet is over.</summary>
    public void EndFrame()
    {
        if (_packetStart is { } start)
        {
            var end = start + AudioFrames.Seconds(CollectionsMarshal.AsSpan(_packet));
            End = Math.Max(End ?? end, end);
        }

        _packet.Clear();
        _packetStart = null;
    }
}
