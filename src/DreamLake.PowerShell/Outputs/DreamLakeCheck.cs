namespace DreamLake.PowerShell;

/// <summary>How a file compares with what the lake has.</summary>
public sealed class DreamLakeCheck
{
    /// <summary>
    /// <c>Same</c>: the lake has this content under this name, proven by its whole SHA-256. <c>NotStored</c>, <c>Differs</c>,
    /// <c>NotYetVerified</c>, or <c>OnlyInLake</c> for what no checked file is.
    /// </summary>
    public string Status { get; internal init; } = "";

    /// <summary>The file; null of what is only in the lake.</summary>
    public string? Path { get; internal init; }

    /// <summary>The episode, with its namespace.</summary>
    public string Episode { get; internal init; } = "";

    /// <summary>The asset's path in the episode.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The asset's type.</summary>
    public AssetType? Type { get; internal init; }

    /// <summary>Bytes.</summary>
    public long? Size { get; internal init; }

    /// <summary>The file's whole SHA-256, as it was read now.</summary>
    public string? Sha256 { get; internal init; }

    /// <summary>Why it is not the same; null where it is.</summary>
    public string? Reason { get; internal init; }

    /// <summary>DreamLake Server's id.</summary>
    public string? AssetId { get; internal init; }

    /// <summary>When the lake read its copy back; null where it does not say so.</summary>
    public DateTime? VerifiedAt { get; internal init; }
}
