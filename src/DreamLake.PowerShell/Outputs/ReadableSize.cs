using System.Globalization;

namespace DreamLake.PowerShell;

/// <summary>Sizes as people read them; for the views.</summary>
public static class ReadableSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Bytes in the largest unit that leaves a whole number in front: <c>10.7 MiB</c>. Nothing for null.</summary>
    public static string Of(double? bytes)
    {
        if (bytes is not { } size) return "";
        var unit = 0;
        for (; size >= 1024 && unit < Units.Length - 1; unit++) size /= 1024;
        return size.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
