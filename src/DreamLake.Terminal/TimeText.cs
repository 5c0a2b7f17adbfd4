using System.Globalization;

namespace DreamLake.Terminal;

/// <summary>How long something is, as people type it: <c>45m</c>, <c>12h</c> or <c>30d</c>.</summary>
public static class TimeText
{
    /// <summary>The minutes that a text says; null where it says none.</summary>
    public static long? Minutes(string text)
    {
        var unit = text.Length > 1 ? text[^1] : ' ';
        var minutes = unit switch { 'm' => 1, 'h' => 60, 'd' => 24 * 60, _ => 0 };
        return minutes > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? (long)count * minutes
            : null;
    }
}
