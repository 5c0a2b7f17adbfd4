namespace DreamLake.Lambda.Splitting.Tools;

/// <summary>A content that will never become a stream, however often it is tried.</summary>
internal sealed class UnsplittableException : Exception
{
    /// <summary>It cannot be split.</summary>
    public UnsplittableException()
        : this("It cannot be split.")
    {
    }

    /// <summary>It cannot be split.</summary>
    /// <param name="message">Why, in a sentence for the person who uploaded it: no paths, no secrets.</param>
    public UnsplittableException(string message)
        : base(message)
    {
    }

    /// <summary>It cannot be split.</summary>
    /// <param name="message">Why, in a sentence for the person who uploaded it: no paths, no secrets.</param>
    /// <param name="innerException">What it came from.</param>
    public UnsplittableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether its bytes are not those that were verified: whoever verified them has to look again.</summary>
    public bool DoubtsContent { get; init; }
}
