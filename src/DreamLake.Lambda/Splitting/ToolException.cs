namespace DreamLake.Lambda.Splitting;

/// <summary>ffmpeg or ffprobe ended with an error.</summary>
/// <param name="exitCode">Its exit code; 128 and the signal's number where a signal ended it.</param>
/// <param name="lastWords">The last lines that it wrote about it.</param>
internal sealed class ToolException(int exitCode, IReadOnlyList<string> lastWords)
    : Exception(lastWords is [.., var last] ? last : $"exit code {exitCode}")
{
    private const int HangUp = 128 + 1, Interrupt = 128 + 2, Terminate = 128 + 15;
    private const int Abort = 128 + 6, FloatingPoint = 128 + 8, Kill = 128 + 9, Segment = 128 + 11;

    /// <summary>What ffmpeg itself ends with once a signal asked it to.</summary>
    private const int EndedBySignal = 255;

    /// <summary>What Windows ends a program with that Ctrl+C was pressed on (STATUS_CONTROL_C_EXIT).</summary>
    private const int ControlC = unchecked((int)0xC000013A);

    /// <summary>It was asked to end. Ctrl+C and a service's stop reach the tool as they reach its host, and it may be the first to end.</summary>
    public bool IsInterruption => exitCode is HangUp or Interrupt or Terminate or EndedBySignal or ControlC;

    /// <summary>It crashed, or something ended it (short of memory, say): not the file's fault. On Windows such codes are negative.</summary>
    public bool IsCrash => IsInterruption || exitCode is < 0 or Abort or FloatingPoint or Kill or Segment;

    /// <summary>It had no room to write.</summary>
    public bool IsDiskFull => lastWords.Any(line => line.Contains("No space left on device", StringComparison.Ordinal));
}
