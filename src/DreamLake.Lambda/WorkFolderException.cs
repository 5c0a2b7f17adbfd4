namespace DreamLake.Lambda;

/// <summary>The folder for files that are being split cannot be used: the Lambda does not start.</summary>
public sealed class WorkFolderException : Exception
{
    /// <summary>It cannot be used.</summary>
    public WorkFolderException()
        : this("The work folder cannot be used.")
    {
    }

    /// <summary>It cannot be used.</summary>
    /// <param name="message">One line for the person who starts the lake: which folder, and why.</param>
    public WorkFolderException(string message)
        : base(message)
    {
    }

    /// <summary>It cannot be used.</summary>
    /// <param name="message">One line for the person who starts the lake: which folder, and why.</param>
    /// <param name="innerException">What it came from.</param>
    public WorkFolderException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
