namespace DreamLake.Disk;

/// <summary>
/// A file system's times as .NET's, which reach from the year 1 to 9999; a time beyond them is the nearest that there is.
/// </summary>
internal static class UnixTime
{
    private const int NanosecondsOfTick = 100;
    private static readonly long First = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long Last = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public static DateTimeOffset Of(long seconds, long nanoseconds) =>
        seconds < First ? DateTimeOffset.MinValue
        : seconds > Last ? DateTimeOffset.MaxValue
        : DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / NanosecondsOfTick);
}
