namespace DreamLake.Terminal;

/// <summary>Standard error, where it is there: on a full disk, or with nobody at the other end, what would be said is not said.</summary>
/// <remarks>A note that cannot be shown is no reason to fail the file that it speaks of.</remarks>
/// <param name="writer">Where it goes.</param>
internal sealed class StandardError(TextWriter writer)
{
    /// <summary>This process's own.</summary>
    public static StandardError OfProcess() => new(Console.Error);

    /// <summary>Writes a text.</summary>
    public void Write(string text) => Try(() => writer.Write(text));

    /// <summary>Writes a line, at once.</summary>
    public void WriteLine(string text) => Try(() =>
    {
        writer.WriteLine(text);
        writer.Flush();
    });

    /// <summary>Writes what is held back.</summary>
    public void Flush() => Try(writer.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // There is nowhere left to say it.
        }
    }
}
