namespace DreamLake.Cli.Screen;

/// <summary>Sizes and times as people read them.</summary>
internal static class Units
{
    private static readonly string[] Sizes = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Bytes: <c>10.7 MiB</c>.</summary>
    public static string Size(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < Sizes.Length - 1; unit++) bytes /= 1024;
        return unit == 0 ? $"{bytes:0} {Sizes[0]}" : $"{bytes:0.0} {Sizes[unit]}";
    }

    /// <summary>A duration: <c>0.4 s</c>, <c>2 min 05 s</c>, <c>1 h 20 min</c>.</summary>
    public static string Time(TimeSpan time) =>
        time.TotalSeconds < 60 ? $"{time.TotalSeconds:0.0} s"
        : time.TotalHours < 1 ? $"{time.Minutes} min {time.Seconds:00} s"
        : $"{(int)time.TotalHours} h {time.Minutes:00} min";
}
