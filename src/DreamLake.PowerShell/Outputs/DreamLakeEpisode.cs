namespace DreamLake.PowerShell;

/// <summary>An episode of a lake, or a space for what hangs right under it.</summary>
public sealed class DreamLakeEpisode
{
    /// <summary>Its address, with the namespace: what <c>-Episode</c> takes.</summary>
    public string Episode { get; internal init; } = "";

    /// <summary>The namespace.</summary>
    public string Namespace { get; internal init; } = "";

    /// <summary>The space.</summary>
    public string Space { get; internal init; } = "";

    /// <summary>How many assets it has; former versions do not count.</summary>
    public long Assets { get; internal init; }

    /// <summary>Bytes of their contents, as far as the lake was told.</summary>
    public long Bytes { get; internal init; }

    /// <summary>The address.</summary>
    public override string ToString() => Episode;
}
