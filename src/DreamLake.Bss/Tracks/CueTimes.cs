using System.Buffers.Text;

namespace DreamLake.Bss.Tracks;

/// <summary>
/// The line of a cue that says from when to when it shows: <c>00:00:01.000 --> 00:00:02.500</c>, with whatever settings after it.
/// </summary>
internal static class CueTimes
{
    /// <summary>What stands between the two times.</summary>
    public static ReadOnlySpan<byte> Arrow => "-->"u8;

    /// <summary>Whether a line holds an arrow: in WebVTT no other line may.</summary>
    public static bool HasArrow(ReadOnlySpan<byte> line) => line.IndexOf(Arrow) >= 0;

    /// <summary>Whether a line begins as a time does: with digits and a colon.</summary>
    public static bool BeginsWithClock(ReadOnlySpan<byte> line)
    {
        var digits = DigitsAtStart(line);
        return digits > 0 && line[digits..] is [(byte)':', ..];
    }

    /// <summary>
    /// Why a line is none of SubRip's: hours may be missing, the fraction may be missing or begin with a dot, as players take it.
    /// </summary>
    public static string? SubRipFault(ReadOnlySpan<byte> line) =>
        Fault(line, TrySubRipTime, "00:00:01,000 --> 00:00:02,500");

    /// <summary>Why a line is none of WebVTT's: hours may be missing, the fraction has to be a dot and three digits.</summary>
    public static string? WebVttFault(ReadOnlySpan<byte> line) =>
        Fault(line, TryWebVttTime, "00:01.000 --> 00:02.500");

    /// <summary>Reads a line of SubRip that <see cref="SubRipFault"/> finds nothing wrong with.</summary>
    /// <param name="line">The line.</param>
    /// <param name="from">When its cue begins, in milliseconds.</param>
    /// <param name="to">When its cue ends, in milliseconds.</param>
    public static bool TryReadSubRip(ReadOnlySpan<byte> line, out long from, out long to)
    {
        (from, to) = (0, 0);
        if (SubRipFault(line) is not null) return false;
        var rest = line.TrimStart(" \t"u8);
        TrySubRipTime(ref rest, out from);
        rest = rest.TrimStart(" \t"u8)[Arrow.Length..].TrimStart(" \t"u8);
        return TrySubRipTime(ref rest, out to);
    }

    private delegate bool TimeParser(ref ReadOnlySpan<byte> rest, out long milliseconds);

    private static string? Fault(ReadOnlySpan<byte> line, TimeParser tryTime, string example)
    {
        var rest = line.TrimStart(" \t"u8);
        if (!tryTime(ref rest, out var from)) return $"expected the times of a cue, such as {example}";
        rest = rest.TrimStart(" \t"u8);
        if (!rest.StartsWith(Arrow)) return $"expected '-->' between the times of a cue, such as {example}";
        rest = rest[Arrow.Length..].TrimStart(" \t"u8);
        if (!tryTime(ref rest, out var to)) return $"the time at which the cue ends is malformed; it looks like {example}";
        if (!rest.IsEmpty && rest[0] is not ((byte)' ' or (byte)'\t'))
        {
            return $"something follows the cue's times without a space; they look like {example}";
        }

        return to < from ? "the cue ends before it begins" : null;
    }

    private static bool TryWebVttTime(ref ReadOnlySpan<byte> rest, out long milliseconds) =>
        TryClock(ref rest, out milliseconds) && rest is [(byte)'.', ..] && TryFraction(ref rest, 3, 3, ref milliseconds);

    private static bool TrySubRipTime(ref ReadOnlySpan<byte> rest, out long milliseconds) =>
        TryClock(ref rest, out milliseconds) && (rest is not [(byte)',' or (byte)'.', ..] || TryFraction(ref rest, 1, 9, ref milliseconds));

    // [hours:]minutes:seconds, as milliseconds.
    private static bool TryClock(ref ReadOnlySpan<byte> rest, out long milliseconds)
    {
        milliseconds = 0;
        if (!TryNumber(ref rest, out var first) || !TryColon(ref rest) || !TryNumber(ref rest, out var second)) return false;
        var (hours, minutes, seconds) = (0, first, second);
        if (rest is [(byte)':', ..])
        {
            if (!TryColon(ref rest) || !TryNumber(ref rest, out var third)) return false;
            (hours, minutes, seconds) = (first, second, third);
        }

        milliseconds = ((hours * 60L + minutes) * 60L + seconds) * 1000L;
        return minutes < 60 && seconds < 60;
    }

    private static bool TryColon(ref ReadOnlySpan<byte> rest)
    {
        if (rest is not [(byte)':', ..]) return false;
        rest = rest[1..];
        return true;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> rest, out int number)
    {
        const int MostDigits = 6;
        var digits = DigitsAtStart(rest);
        number = 0;
        if (digits is 0 or > MostDigits || !Utf8Parser.TryParse(rest[..digits], out number, out _)) return false;
        rest = rest[digits..];
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, int fewest, int most, ref long milliseconds)
    {
        var digits = DigitsAtStart(rest[1..]);
        if (digits < fewest || digits > most) return false;
        for (int i = 0, unit = 100; i < Math.Min(digits, 3); i++, unit /= 10) milliseconds += (rest[1 + i] - '0') * unit;
        rest = rest[(1 + digits)..];
        return true;
    }

    private static int DigitsAtStart(ReadOnlySpan<byte> text)
    {
        var other = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return other < 0 ? text.Length : other;
    }
}
