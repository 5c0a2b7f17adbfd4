using DreamLake.Lambda.Splitting.Planning;
using DreamLake.Lambda.Splitting.Probing;
using DreamLake.Lambda.Splitting.Publishing;

namespace DreamLake.Lambda.Splitting;

/// <summary>A file that is split and stored.</summary>
/// <param name="Plan">The main rendition's plan, as it was carried out.</param>
/// <param name="Stored">Its first segment, as ffprobe sees it.</param>
/// <param name="Renditions">All renditions; the main one is the first.</param>
/// <param name="Master">The playlist that names them all; null for sound alone.</param>
/// <param name="Pictures">Its poster and its storyboard; null without.</param>
internal sealed record SplitFile(
    SplitPlan Plan, MediaFile Stored, IReadOnlyList<Rendition> Renditions, string? Master, PublishedPictures? Pictures)
{
    /// <summary>Seconds that the main rendition plays.</summary>
    public double Seconds => Renditions[0].Stream.Seconds;
}

/// <summary>A video's pictures that are stored.</summary>
/// <param name="Poster">The poster's name.</param>
/// <param name="Board">The name of the picture that holds the small ones.</param>
/// <param name="Storyboard">The name of the table that says which is when.</param>
internal sealed record PublishedPictures(string Poster, string Board, string Storyboard);
