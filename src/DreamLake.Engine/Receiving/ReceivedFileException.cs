namespace DreamLake.Engine.Receiving;

/// <summary>The file that is received could not be written or read: the disk's fault, and never the wire's.</summary>
internal sealed class ReceivedFileException : IOException
{
    /// <summary>A fault of which nothing is known.</summary>
    public ReceivedFileException() : this("The file could not be written.", null)
    {
    }

    /// <summary>A fault without another behind it.</summary>
    public ReceivedFileException(string message) : this(message, null)
    {
    }

    /// <summary>A fault.</summary>
    /// <param name="message">What the file system said.</param>
    /// <param name="innerException">Its own exception.</param>
    public ReceivedFileException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Does something with the file; what the file system refuses comes out as this exception.</summary>
    public static T Of<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException || (fault is IOException && fault is not ReceivedFileException))
        {
            throw new ReceivedFileException(fault.Message, fault);
        }
    }

    /// <inheritdoc cref="Of{T}"/>
    public static void Of(Action act) => Of<object?>(() =>
    {
        act();
        return null;
    });
}
