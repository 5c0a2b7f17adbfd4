namespace DreamLake.Engine.Resilience;

/// <summary>
/// How long is paused before the lake is asked again for what it does by itself: 250 ms at first, twice as long each time, at most 5 s.
/// </summary>
internal static class LookAgain
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>The pause after the first answer.</summary>
    public static TimeSpan First { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The pause after the one that was made.</summary>
    public static TimeSpan After(TimeSpan pause) => pause * 2 < Longest ? pause * 2 : Longest;
}
