namespace DreamLake.Serving.Settings;

/// <summary>The staging pool of a process that is one.</summary>
internal sealed record PoolSettings
{
    /// <summary>The folder that holds every bucket; made where it is missing.</summary>
    public string? Folder { get; init; }
}
