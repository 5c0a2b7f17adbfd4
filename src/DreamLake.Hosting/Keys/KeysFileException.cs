namespace DreamLake.Hosting.Keys;

/// <summary>The lake's file of secrets is not the one under which its later keys were sealed.</summary>
public sealed class KeysFileException : Exception
{
    private const string What =
        "The lake's signing keys were sealed under another keys.json than this one. Put the lake's own keys.json in its place.";

    /// <summary>It is another one.</summary>
    public KeysFileException() : base(What)
    {
    }

    /// <summary>It is another one.</summary>
    /// <param name="message">One line for the person who starts the lake.</param>
    public KeysFileException(string message) : base(message)
    {
    }

    /// <summary>It is another one.</summary>
    /// <param name="message">One line for the person who starts the lake.</param>
    /// <param name="innerException">What it came from.</param>
    public KeysFileException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
