using DreamLake.Hosting;

namespace DreamLake.Bss.Tracks;

/// <summary>A malformed track.</summary>
internal static class TrackException
{
    /// <summary>The 422 that names the line.</summary>
    /// <param name="line">Its number in the file, from 1.</param>
    /// <param name="fault">What is wrong there, and what is expected; a clause that begins in lower case and has no full stop.</param>
    public static RefusalException At(long line, string fault) =>
        RefusalException.Wrong($"line {line}: {fault}. The file is stored, but not registered: mend it and upload it again.");
}
