using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Presentation.Folders;

/// <summary>What a walk meets: a file that is uploaded, one that may still be written, or something that is left out.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Below">Its path below the folder that was named, with <c>/</c>.</param>
/// <param name="LeftOut">Why it is left out; null where it is uploaded.</param>
public sealed record FolderEntry(string Path, string Below, LeftOut? LeftOut)
{
    /// <summary>The type that was asked for it; null goes by its extension.</summary>
    public AssetType? Type { get; init; }

    /// <summary>Whether someone may still be writing it: then <see cref="UnsettledFiles"/> decides.</summary>
    public bool IsUnsettled { get; init; }

    /// <summary>The folder of the asset: where the run's files go, and below it the inner folder that this one lies in.</summary>
    /// <param name="to">Where the run's files go; null means the top.</param>
    public string? FolderUnder(string? to)
    {
        var slash = Below.LastIndexOf('/');
        return slash < 0 ? to : (to ?? "").TrimEnd('/') + "/" + Below[..slash];
    }

    /// <summary>The upload of it.</summary>
    /// <param name="place">Where the run's files go.</param>
    public UploadRequest RequestAt(UploadRequest place) =>
        place with { Path = Path, To = FolderUnder(place.To), Type = Type ?? place.Type };
}
