namespace DreamLake;

/// <summary>Why a file was not uploaded, or a pending upload not finished, removed or read.</summary>
/// <remarks>
/// Scripts catch it as <c>[DreamLake.UploadException]</c>. The engine's own exceptions live in a load context of the module's, where no
/// script can name them; each comes as the inner exception of one of these.
/// </remarks>
public sealed class UploadException : Exception
{
    /// <summary>An error without a cause that is known.</summary>
    public UploadException() : this("The upload failed.")
    {
    }

    /// <summary>An error with a message.</summary>
    /// <param name="message">What happened, in one sentence.</param>
    public UploadException(string message) : this(message, null)
    {
    }

    /// <summary>An error with its cause.</summary>
    /// <param name="message">What happened, in one sentence.</param>
    /// <param name="innerException">What it came from.</param>
    public UploadException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>The cause in one word, the same as the error id's: <c>FileNotFound</c>, <c>TokenRefused</c>.</summary>
    public string Reason { get; internal init; } = "";

    /// <summary>What is safe and what to do next, in one sentence.</summary>
    public string Advice { get; internal init; } = "";
}
