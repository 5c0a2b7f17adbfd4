namespace DreamLake.PowerShell;

/// <summary>Durations as people read them; for the views.</summary>
public static class ReadableTime
{
    /// <summary>A duration: <c>0.4 s</c>, <c>2 m 05 s</c>, <c>1 h 20 m</c>.</summary>
    public static string Of(TimeSpan time) => FormattableString.Invariant(
        time.TotalSeconds < 60 ? $"{time.TotalSeconds:0.0} s"
        : time.TotalHours < 1 ? $"{time.Minutes} m {time.Seconds:00} s"
        : (FormattableString)$"{(int)time.TotalHours} h {time.Minutes:00} m");
}
