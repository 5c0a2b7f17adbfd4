using DreamLake.Protocol;

namespace DreamLake.Load;

/// <summary>What a load is made of.</summary>
/// <param name="Seconds">How long it is measured.</param>
/// <param name="WarmUp">Seconds before that which do not count: code is compiled, tables are no longer empty.</param>
/// <param name="Clients">How many uploads of a folder run at a time, each with a token and a namespace of its own.</param>
/// <param name="Batch">Files of a call; 1 makes the single calls.</param>
/// <param name="Size">Bytes of a file.</param>
/// <param name="Type">What they are registered as.</param>
/// <param name="Folder">Where the pool and the tables lie.</param>
/// <param name="Shown">How many statements of the database are shown, the costliest first.</param>
internal sealed record LoadOptions(
    int Seconds, int WarmUp, int Clients, int Batch, int Size, AssetType Type, string Folder, int Shown)
{
    /// <summary>What is added to the database's connection string.</summary>
    public string? Connection { get; init; }

    /// <summary>Settings of the lake's processes, as their command line has them.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The lake's program; null for the one that was built here, which is not compiled ahead as a published one is.</summary>
    public string? Lake { get; init; }

    /// <summary>Whether BSS, DreamLake Server and the pool are one process.</summary>
    public bool IsOneProcess { get; init; }
}
