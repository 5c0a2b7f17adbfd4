namespace DreamLake.Server.Catalog;

/// <summary>
/// That BSS has to be told of a medium whether any asset shows it. Each change of that counts the version up, in its own transaction: a
/// word of a higher one is a later one, in whatever order they arrive.
/// </summary>
internal sealed class MediaWord
{
    /// <summary>The word of its type.</summary>
    public required string Type { get; init; }

    public required string BssId { get; init; }

    public required string Namespace { get; init; }

    public required long Version { get; set; }

    /// <summary>The version of the last word that BSS took.</summary>
    public long ToldVersion { get; set; }
}
