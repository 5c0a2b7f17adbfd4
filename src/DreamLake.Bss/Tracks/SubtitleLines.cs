using System.Globalization;
using System.Text;
using DreamLake.Lambda;

namespace DreamLake.Bss.Tracks;

/// <summary>Subtitles as a player of HLS takes them: WebVTT, with the time of the segments that is their 0.</summary>
internal static class SubtitleLines
{
    private const string Signature = "WEBVTT", TimestampMap = "X-TIMESTAMP-MAP", Arrow = "-->";

    /// <summary>Copies WebVTT, and puts the times' origin into its head.</summary>
    public static async Task FromWebVttAsync(TextReader source, TextWriter target)
    {
        await WriteHeaderAsync(target);
        var isHead = true;
        while (await source.ReadLineAsync() is { } line)
        {
            if (isHead && (line.StartsWith(Signature, StringComparison.Ordinal) || line.StartsWith(TimestampMap, StringComparison.Ordinal)))
                continue;
            isHead &= line.Length > 0;
            await target.WriteLineAsync(line);
        }
    }

    /// <summary>Turns SubRip into WebVTT: its times are written otherwise, and no text may hold a blank line or an arrow.</summary>
    public static async Task FromSubRipAsync(TextReader source, TextWriter target)
    {
        await WriteHeaderAsync(target);
        // A number is written only once the next line shows that it does not belong to the times there.
        string? number = null;
        var isText = false;
        while (await source.ReadLineAsync() is { } line)
        {
            if (CueTimes.TryReadSubRip(Encoding.UTF8.GetBytes(line), out var from, out var to))
            {
                await target.WriteLineAsync($"\n{Clock(from)} {Arrow} {Clock(to)}");
                (number, isText) = (null, true);
                continue;
            }

            if (number is not null && isText) await target.WriteLineAsync(number);
            number = IsNumber(line) ? line : null;
            if (number is null && isText && !string.IsNullOrWhiteSpace(line))
                await target.WriteLineAsync(line.Replace(Arrow, "--&gt;", StringComparison.Ordinal));
        }
    }

    private static async Task WriteHeaderAsync(TextWriter target) =>
        await target.WriteAsync(Encoding.ASCII.GetString(TextTimestamps.Header.Span));

    private static bool IsNumber(string line) => line.Trim() is { Length: > 0 } text && text.All(char.IsAsciiDigit);

    private static string Clock(long milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time:mm\\:ss\\.fff}");
    }
}
