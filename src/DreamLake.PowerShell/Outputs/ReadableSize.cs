using DreamLake.Presentation;

namespace DreamLake.PowerShell;

/// <summary>Sizes as people read them; for the views, which find only what lies in the cmdlets' own assembly.</summary>
public static class ReadableSize
{
    /// <summary>Bytes in the largest unit that leaves a whole number in front: <c>10.7 MiB</c>. Nothing for null.</summary>
    public static string Of(double? bytes) => bytes is { } size ? Units.Size(size) : "";
}
