namespace DreamLake.Terminal;

/// <summary>What the command's exit status tells a script.</summary>
internal static class ExitCode
{
    /// <summary>All files are stored.</summary>
    public const int AllStored = 0;

    /// <summary>Some files failed or are paused.</summary>
    public const int SomeNotStored = 1;

    /// <summary>Wrong usage or input; nothing was begun.</summary>
    public const int WrongUsage = 2;

    /// <summary>No lake answers, or it refused the token.</summary>
    public const int NoLake = 3;

    /// <summary>Ctrl+C, or a request to end.</summary>
    public const int Interrupted = 130;
}
