namespace DreamLake.Terminal;

/// <summary>Input that the command cannot work with: one line for the person, nothing begun.</summary>
internal sealed class UsageException : Exception
{
    /// <summary>Wrong usage that nothing more is known of.</summary>
    public UsageException() : this("The command cannot work with that.")
    {
    }

    /// <summary>Wrong usage: the command ends with <see cref="ExitCode.WrongUsage"/>.</summary>
    /// <param name="message">What is wrong, with what, and what to type.</param>
    public UsageException(string message) : this(message, Terminal.ExitCode.WrongUsage)
    {
    }

    /// <summary>Wrong usage that came from another exception.</summary>
    /// <param name="message">What is wrong, with what, and what to type.</param>
    /// <param name="innerException">What it came from.</param>
    public UsageException(string message, Exception innerException) : base(message, innerException) =>
        ExitCode = Terminal.ExitCode.WrongUsage;

    /// <summary>What the command cannot work with, with a status of its own.</summary>
    /// <param name="message">What is wrong, with what, and what to type.</param>
    /// <param name="exitCode">One of <see cref="Terminal.ExitCode"/>.</param>
    /// <param name="innerException">What it came from; null where it came from nothing else.</param>
    public UsageException(string message, int exitCode, Exception? innerException = null) : base(message, innerException) =>
        ExitCode = exitCode;

    /// <summary>The status to end with.</summary>
    public int ExitCode { get; }
}
