namespace DreamLake.Simulation.Time;

/// <summary>A run that cannot end, or does not.</summary>
internal sealed class StuckException : Exception
{
    public StuckException()
    {
    }

    public StuckException(string message)
        : base(message)
    {
    }

    public StuckException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
