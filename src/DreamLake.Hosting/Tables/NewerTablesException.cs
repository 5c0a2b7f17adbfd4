namespace DreamLake.Hosting.Tables;

/// <summary>The tables were written by a newer program, which may keep there what this one would break. Nothing was changed.</summary>
public sealed class NewerTablesException : Exception
{
    /// <summary>Some tables are newer.</summary>
    public NewerTablesException() : this("The tables of this lake were written by a newer program.")
    {
    }

    /// <summary>Some tables are newer.</summary>
    /// <param name="message">One line for the person who starts the lake.</param>
    public NewerTablesException(string message) : base(message)
    {
    }

    /// <summary>Some tables are newer.</summary>
    /// <param name="message">One line for the person who starts the lake.</param>
    /// <param name="innerException">What it came from.</param>
    public NewerTablesException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>The tables of a service are newer.</summary>
    /// <param name="service">Whose tables.</param>
    /// <param name="version">The version that they are of.</param>
    /// <param name="known">The version that this program knows.</param>
    public NewerTablesException(string service, int version, int known) : this(
        $"The tables of {service} are of version {version}, and this program knows them up to version {known}: a newer one wrote them. " +
        "Nothing was changed. Start the lake with the newer program.")
    {
    }
}
