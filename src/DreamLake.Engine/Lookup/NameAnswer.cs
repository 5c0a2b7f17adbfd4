using DreamLake.Protocol;

namespace DreamLake.Engine.Lookup;

/// <summary>What the lake said of a name.</summary>
/// <param name="IsOffered">Whether the lake answers such questions at all.</param>
/// <param name="IsTold">Whether it answered this one.</param>
/// <param name="Asset">The asset that has the name; null where none has, or where the lake did not tell.</param>
internal sealed record NameAnswer(bool IsOffered, bool IsTold, FoundAsset? Asset = null)
{
    /// <summary>The lake knows no such question: all goes as in the protocol's nine steps.</summary>
    public static NameAnswer NotOffered { get; } = new(IsOffered: false, IsTold: false);

    /// <summary>The lake did not answer this time.</summary>
    public static NameAnswer NotTold { get; } = new(IsOffered: true, IsTold: false);

    /// <summary>What there is under the name; an asset without an id is none.</summary>
    /// <remarks>Its own type and name are left out: whoever asked knows them, and thousands of answers wait for their files.</remarks>
    public static NameAnswer Of(FoundAsset? asset) =>
        new(IsOffered: true, IsTold: true, asset?.Id is { Length: > 0 } ? asset with { Type = null, Name = null } : null);

    /// <summary>Whether the lake has a content under the name and did not find it broken: then it need not be sent.</summary>
    /// <param name="sha256">The content, 64 hex digits.</param>
    /// <param name="size">Its bytes.</param>
    public bool Has(string sha256, long size) =>
        Asset is { Status: not (null or AssetStatus.Rejected or AssetStatus.Damaged) } asset
        && asset.Sha256 == sha256 && (asset.Size ?? size) == size;

    /// <summary>The asset of another content that has the name, by its id; null where there is none that is known to be another.</summary>
    /// <param name="sha256">The content that is to get the name.</param>
    public string? OtherThan(string sha256) => Asset is { Sha256: { } present, Id: { } id } && present != sha256 ? id : null;
}
