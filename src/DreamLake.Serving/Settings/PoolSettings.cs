namespace DreamLake.Serving.Settings;

/// <summary>The staging pool of a process that is one.</summary>
internal sealed record PoolSettings
{
    /// <summary>The folder that holds every bucket; made where it is missing.</summary>
    public string? Folder { get; init; }

    /// <summary>
    /// The access key that opened the pool before <c>S3:AccessKey</c>, while keys are rotated: what it signed is taken as well.
    /// </summary>
    public string? FormerAccessKey { get; init; }

    /// <summary>Its secret; goes with it.</summary>
    public string? FormerSecretKey { get; init; }
}
