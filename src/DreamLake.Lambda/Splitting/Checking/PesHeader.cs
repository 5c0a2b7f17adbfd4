namespace DreamLake.Lambda.Splitting.Checking;

/// <summary>The head of a packetized elementary stream's packet: when what follows is shown.</summary>
internal static class PesHeader
{
    private const int Fixed = 9, Time = 5;

    /// <summary>Reads it.</summary>
    /// <param name="payload">A transport packet's payload at the start of such a packet.</param>
    /// <param name="time">When it is shown, in 90,000ths of a second, modulo 2^33.</param>
    /// <param name="length">The header's own bytes.</param>
    public static bool TryRead(ReadOnlySpan<byte> payload, out long time, out int length)
    {
        (time, length) = (0, 0);
        if (payload.Length < Fixed + Time || payload[0] != 0 || payload[1] != 0 || payload[2] != 1) return false;
        length = Fixed + payload[8];
        if ((payload[7] & 0x80) == 0 || length > payload.Length) return false;
        var pts = payload[Fixed..];
        time = ((long)(pts[0] & 0x0E) << 29) | (
            (long)pts[1] << 22) | ((long)(pts[2] & 0xFE) << 14) | ((long)pts[3] << 7) | ((long)pts[4] >> 1);
        return true;
    }
}

/// <summary>The transport stream's clock, which starts over every 26.5 hours, made one that does not.</summary>
internal sealed class TransportClock
{
    private const long Wraps = 1L << 33;
    private const double TicksASecond = 90_000;
    private long? _last;

    /// <summary>A time in seconds.</summary>
    /// <param name="ticks">A time as the stream has it.</param>
    public double Seconds(long ticks)
    {
        if (_last is { } last)
        {
            // Of all times that these 33 bits may mean, the one nearest to the last.
            var turns = Math.Round((last - ticks) / (double)Wraps);
            ticks += (long)turns * Wraps;
        }

        _last = ticks;
        return ticks / TicksASecond;
    }
}
