using System.Globalization;

namespace DreamLake.Lambda.Tests.Zoo;

/// <summary>How long a file is that is decoded from its first frame to its last: by ffmpeg, and by no head and no guess.</summary>
internal static class DecodedSource
{
    /// <summary>Seconds from the first frame of the first picture and the first sound to the end of the last.</summary>
    public static async Task<double> SecondsAsync(string path, bool withPicture)
    {
        string[] picture = withPicture ? ["-map", "0:v:0?"] : [];
        var lines = (await Ffmpeg.OutputAsync(
            ["-v", "error", "-nostdin", "-i", path, .. picture, "-map", "0:a:0?", "-fps_mode", "passthrough", "-f", "framecrc", "-"]))
            .Split('\n');
        var ticks = lines.Where(line => line.StartsWith("#tb ", StringComparison.Ordinal)).Select(Tick).ToArray();
        var frames = lines.Where(line => line.Length > 0 && line[0] != '#').Select(line => Frame(line, ticks)).ToArray();
        return frames.Length == 0 ? 0 : frames.Max(frame => frame.End) - frames.Min(frame => frame.Start);
    }

    // "#tb 0: 1/25"
    private static double Tick(string line)
    {
        var fraction = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('/');
        return Number(fraction[0]) / Number(fraction[1]);
    }

    // "0, 0, 0, 1, 86400, 0x…": stream, when it is decoded, when it is shown, how long.
    private static (double Start, double End) Frame(string line, double[] ticks)
    {
        var fields = line.Split(',');
        var tick = ticks[(int)Number(fields[0])];
        return (Number(fields[2]) * tick, (Number(fields[2]) + Number(fields[3])) * tick);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
