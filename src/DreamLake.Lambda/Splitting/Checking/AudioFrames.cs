namespace DreamLake.Lambda.Splitting.Checking;

/// <summary>How long frames of sound last, by their headers: AAC in ADTS (ISO/IEC 13818-7) and MPEG audio (ISO/IEC 11172-3).</summary>
internal static class AudioFrames
{
    private const int AdtsHeader = 7, SamplesOfAac = 1024;
    private static readonly int[] AacRates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
    private static readonly int[] Mpeg1Rates = [44100, 48000, 32000];
    private static readonly int[] Mpeg1Layer3Kilobits = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];

    /// <summary>Seconds of the whole frames in a packet.</summary>
    public static double Seconds(ReadOnlySpan<byte> packet)
    {
        double seconds = 0;
        while (packet.Length >= AdtsHeader && TryRead(packet, out var length, out var lasts) && length > 0)
        {
            seconds += lasts;
            if (length >= packet.Length) break;
            packet = packet[length..];
        }

        return seconds;
    }

    private static bool TryRead(ReadOnlySpan<byte> frame, out int length, out double seconds)
    {
        (length, seconds) = (0, 0);
        if (frame[0] != 0xFF) return false;
        // ADTS has a layer of 0, which MPEG audio has not.
        return (frame[1] & 0xF6) == 0xF0 ? TryReadAac(frame, out length, out seconds) : TryReadMp3(frame, out length, out seconds);
    }

    private static bool TryReadAac(ReadOnlySpan<byte> frame, out int length, out double seconds)
    {
        length = ((frame[3] & 3) << 11) | (frame[4] << 3) | (frame[5] >> 5);
        var rate = (frame[2] >> 2) & 15;
        seconds = rate < AacRates.Length ? (double)SamplesOfAac * ((frame[6] & 3) + 1) / AacRates[rate] : 0;
        return rate < AacRates.Length && length >= AdtsHeader;
    }

    /// <summary>MPEG-1, layer III: what is copied.</summary>
    private static bool TryReadMp3(ReadOnlySpan<byte> frame, out int length, out double seconds)
    {
        const int Samples = 1152;
        (length, seconds) = (0, 0);
        if ((frame[1] & 0xFE) != 0xFA) return false;
        var (kilobits, rate) = (frame[2] >> 4, (frame[2] >> 2) & 3);
        if (kilobits is 0 or 15 || rate == 3) return false;
        length = Samples / 8 * Mpeg1Layer3Kilobits[kilobits] * 1000 / Mpeg1Rates[rate] + ((frame[2] >> 1) & 1);
        seconds = (double)Samples / Mpeg1Rates[rate];
        return true;
    }
}
