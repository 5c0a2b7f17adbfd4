using System.Globalization;
using DreamLake.Protocol;

namespace DreamLake.Page.Views;

/// <summary>Values as people read them.</summary>
internal static class InWords
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>A size in the unit that fits; a dash where it is not known.</summary>
    public static string Bytes(long? bytes)
    {
        if (bytes is not { } size) return "–";
        var (value, unit) = ((double)size, 0);
        for (; value >= 1024 && unit < Units.Length - 1; unit++) value /= 1024;
        return unit == 0 ? $"{size} {Units[0]}" : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Units[unit]}");
    }

    /// <summary>A number with its thousands apart.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A time, UTC, to the minute.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A time as machines read it.</summary>
    public static string Machine(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>How long something plays; a dash where that is not known.</summary>
    public static string Duration(double? seconds)
    {
        if (seconds is not { } length) return "–";
        var span = TimeSpan.FromSeconds(length);
        return span.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span:mm\\:ss}")
            : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}:{span.Seconds:00}");
    }

    /// <summary>How long ago something was, in its largest unit.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "less than a minute",
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalMinutes} min"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays} d"),
    };

    /// <summary>What a type is called.</summary>
    public static string Type(string word) => word switch
    {
        "video" => "Video",
        "audio" => "Audio",
        "label-track" => "Labels",
        "text-track" => "Text",
        _ => NameRules.OneLine(word),
    };

    /// <summary>The last part of an asset's name.</summary>
    public static string Leaf(string name) => name[(name.LastIndexOf('/') + 1)..];

    /// <summary>The folder of an asset's name, without slashes around it; empty for none.</summary>
    public static string Folder(string name) => name[..Math.Max(name.LastIndexOf('/'), 0)].Trim('/');
}
