using DreamLake.Presentation;

namespace DreamLake.PowerShell;

/// <summary>Durations as people read them; for the views, which find only what lies in the cmdlets' own assembly.</summary>
public static class ReadableTime
{
    /// <summary>A duration: <c>0.4 s</c>, <c>2 min 05 s</c>, <c>1 h 20 min</c>.</summary>
    public static string Of(TimeSpan time) => Units.Duration(time);

    /// <summary>How long ago a local time was: <c>now</c>, <c>5 min</c>, <c>3 h</c>, <c>12 d</c>.</summary>
    public static string AgeOf(DateTime time) => Units.Age(TimeProvider.System.GetUtcNow() - new DateTimeOffset(time.ToUniversalTime()));
}
