using DreamLake.Protocol;

namespace DreamLake.Engine.Checking;

/// <summary>What a lake told of one name among many.</summary>
/// <param name="IsTold">Whether it told enough; else its listing of the name is asked for.</param>
/// <param name="Listed">What it has under the name, as its listing would say; null where it has nothing, or did not tell.</param>
/// <param name="AskedAt">When it was asked, as the clock's timestamp.</param>
internal sealed record FoundName(bool IsTold, ListedAsset? Listed, long AskedAt)
{
    // What a lake has may change while a large file is read: then it is asked again, which costs little beside the read.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Whether it may still be taken for the lake's word.</summary>
    public bool Counts(TimeProvider time) => IsTold && time.GetElapsedTime(AskedAt) < Longest;
}
