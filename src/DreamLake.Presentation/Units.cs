using System.Globalization;

namespace DreamLake.Presentation;

/// <summary>Sizes, rates and times as people read them, in both faces alike.</summary>
public static class Units
{
    private static readonly string[] Sizes = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Bytes in the largest unit that leaves a whole number in front: <c>10.7 MiB</c>.</summary>
    public static string Size(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < Sizes.Length - 1; unit++) bytes /= 1024;
        return bytes.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Sizes[unit];
    }

    /// <summary>Bytes a second: <c>10.7 MiB/s</c>.</summary>
    public static string Rate(double bytesPerSecond) => Size(bytesPerSecond) + "/s";

    /// <summary>A duration: <c>0.4 s</c>, <c>2 min 05 s</c>, <c>1 h 20 min</c>.</summary>
    public static string Duration(TimeSpan time) =>
        time.TotalSeconds < 60 ? FormattableString.Invariant($"{time.TotalSeconds:0.0} s")
        : time.TotalHours < 1 ? $"{time.Minutes} min {time.Seconds:00} s"
        : $"{(int)time.TotalHours} h {time.Minutes:00} min";

    /// <summary>How long ago something was, in its largest unit: <c>now</c>, <c>5 min</c>, <c>3 h</c>, <c>12 d</c>.</summary>
    public static string Age(TimeSpan age) =>
        age < TimeSpan.FromMinutes(1) ? "now"
        : age < TimeSpan.FromHours(1) ? $"{(int)age.TotalMinutes} min"
        : age < TimeSpan.FromDays(1) ? $"{(int)age.TotalHours} h"
        : $"{(int)age.TotalDays} d";

    /// <summary>A number of things: <c>1 part</c>, <c>2 parts</c>.</summary>
    public static string Count(long number, string thing) => number == 1 ? $"1 {thing}" : $"{number} {thing}s";
}
