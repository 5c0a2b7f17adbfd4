namespace DreamLake.Lambda.Splitting.Tools;

/// <summary>ffmpeg or ffprobe ended with an error.</summary>
internal sealed class ToolException : Exception
{
    private const int HangUp = 128 + 1, Interrupt = 128 + 2, Terminate = 128 + 15;
    private const int Abort = 128 + 6, FloatingPoint = 128 + 8, Kill = 128 + 9, Segment = 128 + 11;
    private const int OutOfCpuTime = 128 + 24, FileTooLarge = 128 + 25;

    /// <summary>What ffmpeg itself ends with once a signal asked it to.</summary>
    private const int EndedBySignal = 255;

    /// <summary>What Windows ends a program with that Ctrl+C was pressed on (STATUS_CONTROL_C_EXIT).</summary>
    private const int ControlC = unchecked((int)0xC000013A);

    private readonly IReadOnlyList<string> _lastWords = [];

    /// <summary>A tool failed.</summary>
    public ToolException()
        : this("A tool failed.")
    {
    }

    /// <summary>A tool failed.</summary>
    /// <param name="message">What it said.</param>
    public ToolException(string message)
        : base(message)
    {
    }

    /// <summary>A tool failed.</summary>
    /// <param name="message">What it said.</param>
    /// <param name="innerException">What it came from.</param>
    public ToolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A tool ended with an error.</summary>
    /// <param name="exitCode">Its exit code; 128 and the signal's number where a signal ended it.</param>
    /// <param name="lastWords">The last lines that it wrote about it.</param>
    public ToolException(int exitCode, IReadOnlyList<string> lastWords)
        : base(lastWords is [.., var last] ? last : $"exit code {exitCode}")
    {
        ExitCode = exitCode;
        _lastWords = lastWords;
    }

    /// <summary>Its exit code.</summary>
    public int ExitCode { get; }

    /// <summary>
    /// It was asked to end. Ctrl+C and a service's stop reach the tool as they reach its host, and it may be the first to end.
    /// </summary>
    public bool IsInterruption => ExitCode is HangUp or Interrupt or Terminate or EndedBySignal or ControlC;

    /// <summary>It crashed, or something ended it: not surely the file's fault. On Windows such codes are negative.</summary>
    public bool IsCrash => IsInterruption || ExitCode is < 0 or Abort or FloatingPoint or Kill or Segment;

    /// <summary>It had no room to write.</summary>
    public bool IsDiskFull => Said("No space left on device");

    /// <summary>It asked for more memory than it may have.</summary>
    public bool IsOutOfMemory => Said("Cannot allocate memory") || Said("bad_alloc") || Said("malloc of size");

    /// <summary>It used up its processor time.</summary>
    public bool IsOutOfCpuTime => ExitCode == OutOfCpuTime;

    /// <summary>It wrote one file larger than all may be together.</summary>
    public bool IsFileTooLarge => ExitCode == FileTooLarge || Said("File too large");

    private bool Said(string words) => _lastWords.Any(line => line.Contains(words, StringComparison.OrdinalIgnoreCase));
}
