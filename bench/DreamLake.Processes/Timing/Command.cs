namespace DreamLake.Processes.Timing;

/// <summary>A command as a person would type it.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Program">The program's file.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Shown">The command line as the report shows it.</param>
internal sealed record Command(string Name, string Program, IReadOnlyList<string> Arguments, string Shown)
{
    /// <summary>Variables on top of the environment; a null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where it runs. Default: here.</summary>
    public string Folder { get; init; } = "";
}
