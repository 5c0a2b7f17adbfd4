namespace DreamLake.Lambda;

/// <summary>An owner has as many jobs waiting as one may have. Nothing was dispatched; later there is room again.</summary>
public sealed class TooManyJobsException : Exception
{
    /// <summary>Too many wait.</summary>
    public TooManyJobsException()
        : this("Too many files wait to be split.")
    {
    }

    /// <summary>Too many wait.</summary>
    /// <param name="message">One line for a person.</param>
    public TooManyJobsException(string message)
        : base(message)
    {
    }

    /// <summary>Too many wait.</summary>
    /// <param name="message">One line for a person.</param>
    /// <param name="innerException">What it came from.</param>
    public TooManyJobsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>When to ask again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMinutes(1);
}
