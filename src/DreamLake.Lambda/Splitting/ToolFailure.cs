namespace DreamLake.Lambda.Splitting;

/// <summary>ffmpeg or ffprobe ended with an error.</summary>
/// <param name="exitCode">Its exit code; 128 and the signal's number where a signal ended it.</param>
/// <param name="lastWords">The last lines that it wrote about it.</param>
internal sealed class ToolFailure(int exitCode, IReadOnlyList<string> lastWords)
    : Exception(lastWords is [.., var last] ? last : $"exit code {exitCode}")
{
    private const int Abort = 128 + 6, FloatingPoint = 128 + 8, Kill = 128 + 9, Segment = 128 + 11, Terminate = 128 + 15;

    /// <summary>It crashed, or something ended it (short of memory, say). On Windows such codes are negative.</summary>
    public bool IsCrash => exitCode is < 0 or Abort or FloatingPoint or Kill or Segment or Terminate;

    /// <summary>It had no room to write.</summary>
    public bool IsDiskFull => lastWords.Any(line => line.Contains("No space left on device", StringComparison.Ordinal));
}
