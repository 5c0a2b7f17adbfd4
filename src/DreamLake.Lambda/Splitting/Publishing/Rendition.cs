namespace DreamLake.Lambda.Splitting.Publishing;

/// <summary>What a rendition shows.</summary>
internal enum RenditionKind
{
    /// <summary>The first picture with the first sound, or the first sound alone.</summary>
    Main,

    /// <summary>A further picture.</summary>
    Camera,

    /// <summary>A further sound.</summary>
    Sound,

    /// <summary>Text.</summary>
    Subtitles,
}

/// <summary>A rendition that is stored.</summary>
/// <param name="Kind">What it shows.</param>
/// <param name="Name">What a player calls it: <c>Camera 2</c>.</param>
/// <param name="Stream">Its playlist.</param>
/// <param name="Codecs">Its codecs in the words of RFC 6381: <c>avc1.64001f</c>, <c>mp4a.40.2</c>; none for text.</param>
internal sealed record Rendition(RenditionKind Kind, string Name, PublishedStream Stream, IReadOnlyList<string> Codecs)
{
    /// <summary>Pixels of its picture.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels of its picture.</summary>
    public int? Height { get; init; }

    /// <summary>Pictures a second.</summary>
    public double? Fps { get; init; }
}
