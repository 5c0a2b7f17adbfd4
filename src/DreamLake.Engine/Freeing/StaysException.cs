namespace DreamLake.Engine.Freeing;

/// <summary>A file stays, and why: whenever anything is in doubt.</summary>
internal sealed class StaysException : Exception
{
    /// <summary>For no reason that is known.</summary>
    public StaysException() : this("it is not sure that it may be removed")
    {
    }

    /// <summary>For a reason.</summary>
    /// <param name="message">The reason, in half a sentence.</param>
    public StaysException(string message) : base(message)
    {
    }

    /// <summary>For a reason.</summary>
    /// <param name="message">The reason, in half a sentence.</param>
    /// <param name="innerException">What it came from.</param>
    public StaysException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
