namespace DreamLake.Server.Browsing;

/// <summary>How much a place of the tree holds, whatever lies between it and the assets.</summary>
/// <param name="Videos">Videos.</param>
/// <param name="Sounds">Audio files.</param>
/// <param name="LabelTracks">Label tracks.</param>
/// <param name="TextTracks">Text tracks.</param>
/// <param name="Bytes">Bytes of all of them, as far as they are known.</param>
/// <param name="Newest">When the last one of them was registered, UTC.</param>
public sealed record Holding(int Videos, int Sounds, int LabelTracks, int TextTracks, long Bytes, DateTimeOffset Newest)
{
    /// <summary>Assets of all types.</summary>
    public int Assets => Videos + Sounds + LabelTracks + TextTracks;
}

/// <summary>A namespace, a space, an episode or a folder, as the tree lists it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Holding">What is in it.</param>
public sealed record TreeRow(string Name, Holding Holding);

/// <summary>An asset as the tree lists it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">The word of its type.</param>
/// <param name="Name">Its whole name, folders included.</param>
/// <param name="Namespace">Where it is.</param>
/// <param name="Space">Where it is.</param>
/// <param name="Episode">Where it is; null for one right under its space.</param>
/// <param name="Size">Bytes, where they were told.</param>
/// <param name="CreatedAt">When it was registered, UTC.</param>
/// <param name="Status">One of the words of <see cref="Protocol.AssetStatus"/>, or a newer one.</param>
/// <param name="StatusReason">Why, where there is a reason.</param>
/// <param name="DurationSec">Seconds that it plays, where that is known.</param>
public sealed record AssetRow(
    string Id, string Type, string Name, string Namespace, string Space, string? Episode, long? Size, DateTimeOffset CreatedAt,
    string Status, string? StatusReason, double? DurationSec);

/// <summary>One page of a list.</summary>
/// <typeparam name="TRow">What is listed.</typeparam>
/// <param name="Rows">The rows.</param>
/// <param name="Number">Which page it is, from 1.</param>
/// <param name="HasMore">Whether there is another behind it.</param>
public sealed record RowPage<TRow>(IReadOnlyList<TRow> Rows, int Number, bool HasMore)
{
    /// <summary>The most rows of a page.</summary>
    public const int Length = 50;

    internal static RowPage<TRow> Of(List<TRow> oneMore, int number) =>
        new([.. oneMore.Take(Length)], number, oneMore.Count > Length);
}
