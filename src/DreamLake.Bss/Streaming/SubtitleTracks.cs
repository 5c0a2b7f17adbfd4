using System.Text.RegularExpressions;
using DreamLake.Bss.Media;
using DreamLake.Bss.Tables;
using DreamLake.Protocol;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Streaming;

/// <summary>
/// Text tracks that are registered beside a video: of the same episode and stem, <c>run01.srt</c> beside <c>run01.mp4</c>.
/// </summary>
internal sealed partial class SubtitleTracks(IDbContextFactory<MediaContext> contexts, MediaStates states)
{
    /// <summary>The tracks that a video is offered with, each the last one registered under its name.</summary>
    /// <remarks>Those in the video's own folder; where that holds none, those of the episode's other folders.</remarks>
    public async Task<IReadOnlyList<SubtitleTrack>> FindAsync(Medium video, CancellationToken cancellationToken)
    {
        if (video.Type != AssetType.Video.Word) return [];
        var stem = Stem(video.Name);
        var candidates = (await OfEpisodeAsync(video, stem, cancellationToken))
            .Where(text => text.Format is "srt" or "vtt")
            .Select(text => (Medium: text, Language: LanguageOf(Stem(text.Name), stem)))
            .Where(text => text.Language is not null)
            .GroupBy(text => text.Medium.Name, StringComparer.Ordinal)
            .Select(versions => versions.MaxBy(text => (text.Medium.CreatedAt, text.Medium.Id)))
            .OrderBy(text => text.Medium.Name, StringComparer.Ordinal)
            .ToList();
        var beside = candidates.Where(text => Folder(text.Medium.Name) == Folder(video.Name)).ToList();
        var nearest = beside.Count > 0 ? beside : candidates;
        var known = await states.FindAsync([.. nearest.Select(text => text.Medium)], cancellationToken);
        return [.. nearest.Where(text => !known[text.Medium.Id].IsBroken).Select(text => new SubtitleTrack(text.Medium, text.Language!))];
    }

    private async Task<List<Medium>> OfEpisodeAsync(Medium video, string stem, CancellationToken cancellationToken)
    {
        var (owner, project, episode, type) = (video.Owner, video.Project, video.Episode, AssetType.TextTrack.Word);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Media.AsNoTracking()
            .Where(text => text.Owner == owner && text.Project == project && text.Episode == episode && text.Type == type
                && text.TrashedAt == null
                && text.Name.Contains(stem))
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// What follows the video's stem: <c>en</c> of <c>run01.en.srt</c>, nothing of <c>run01.srt</c>; null for another stem.
    /// </summary>
    private static string? LanguageOf(string stem, string video)
    {
        if (stem == video) return "";
        if (!stem.StartsWith(video + ".", StringComparison.Ordinal)) return null;
        var rest = stem[(video.Length + 1)..];
        return Language().IsMatch(rest) ? rest : null;
    }

    // A tag of BCP 47, as far as its form goes: what does not look like one is another file's name.
    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\z")]
    private static partial Regex Language();

    private static string Stem(string name) => Path.GetFileNameWithoutExtension(AssetName.Parse(name).Leaf);

    private static string Folder(string name) => name[..(name.LastIndexOf('/') + 1)];
}

/// <summary>A text track beside a video.</summary>
/// <param name="Medium">It.</param>
/// <param name="Language">Its language's tag, as its name says it; empty where it does not.</param>
internal sealed record SubtitleTrack(Medium Medium, string Language);
