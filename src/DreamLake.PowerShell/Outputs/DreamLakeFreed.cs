namespace DreamLake.PowerShell;

/// <summary>What came of a file whose room was to be freed.</summary>
public sealed class DreamLakeFreed
{
    /// <summary>
    /// <c>Freed</c>: it is removed, on the lake's proof. <c>WouldFree</c>, with <c>-WhatIf</c>. <c>Kept</c>, for <see cref="Reason"/>.
    /// <c>Aside</c>: it lies beside its name, which something else has taken.
    /// </summary>
    public string Status { get; internal init; } = "";

    /// <summary>The file's path.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>Why it stays; null where it does not.</summary>
    public string? Reason { get; internal init; }

    /// <summary>The episode, with its namespace.</summary>
    public string Episode { get; internal init; } = "";

    /// <summary>The asset's path in the episode.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Bytes.</summary>
    public long Size { get; internal init; }

    /// <summary>Its whole SHA-256.</summary>
    public string? Sha256 { get; internal init; }

    /// <summary>DreamLake Server's id.</summary>
    public string? AssetId { get; internal init; }

    /// <summary>When the lake read its copy back; null where it does not say so.</summary>
    public DateTime? VerifiedAt { get; internal init; }
}
