using System.Globalization;
using System.Text;

namespace DreamLake.Lambda.Splitting.Publishing;

/// <summary>
/// The playlist of playlists (RFC 8216, 4.3.4): the main rendition, and what a player may show in its place or beside it.
/// </summary>
/// <remarks>
/// Other cameras are renditions of type VIDEO, and no variants: a player changes between variants by itself, as its network gets faster
/// or slower, and would change the camera with them.
/// </remarks>
/// <param name="renditions">All of them; the first is the main one.</param>
internal sealed class MasterPlaylist(IReadOnlyList<Rendition> renditions)
{
    private const string Sounds = "sounds", Cameras = "cameras", Subtitles = "subtitles";

    /// <summary>The playlist as it is stored.</summary>
    public override string ToString()
    {
        var (main, others) = (renditions[0], renditions.Skip(1).ToArray());
        var sounds = others.Where(other => other.Kind == RenditionKind.Sound).ToArray();
        var cameras = others.Where(other => other.Kind == RenditionKind.Camera).ToArray();
        var texts = others.Where(other => other.Kind == RenditionKind.Subtitles).ToArray();
        var text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-INDEPENDENT-SEGMENTS\n");
        // The main rendition holds the first camera and the first sound: an entry without an address says so.
        if (sounds.Length > 0) AppendMedia(text, "AUDIO", Sounds, "Sound 1", "DEFAULT=YES,AUTOSELECT=YES", null);
        foreach (var sound in sounds) AppendMedia(text, "AUDIO", Sounds, sound.Name, "DEFAULT=NO,AUTOSELECT=YES", sound);
        if (cameras.Length > 0) AppendMedia(text, "VIDEO", Cameras, "Camera 1", "DEFAULT=YES,AUTOSELECT=YES", null);
        foreach (var camera in cameras) AppendMedia(text, "VIDEO", Cameras, camera.Name, "DEFAULT=NO,AUTOSELECT=NO", camera);
        foreach (var one in texts) AppendMedia(text, "SUBTITLES", Subtitles, one.Name, "DEFAULT=NO,AUTOSELECT=NO,FORCED=NO", one);
        text.Append("#EXT-X-STREAM-INF:").AppendJoin(',', Attributes(main, sounds, cameras));
        if (sounds.Length > 0) text.Append($",AUDIO=\"{Sounds}\"");
        if (cameras.Length > 0) text.Append($",VIDEO=\"{Cameras}\"");
        if (texts.Length > 0) text.Append($",SUBTITLES=\"{Subtitles}\"");
        return text.Append('\n').Append(Address(main)).Append('\n').ToString();
    }

    /// <summary>Bandwidths are of the dearest combination that can be played; the codecs are those of all (4.3.4.2).</summary>
    private static IEnumerable<string> Attributes(Rendition main, Rendition[] sounds, Rendition[] cameras)
    {
        var dearest = Dearest(main, sounds, cameras, rendition => rendition.Stream.PeakBitRate);
        yield return $"BANDWIDTH={Number(dearest)}";
        yield return $"AVERAGE-BANDWIDTH={Number(Dearest(main, sounds, cameras, rendition => rendition.Stream.AverageBitRate))}";
        var codecs = new[] { main }.Concat(cameras).Concat(sounds).SelectMany(rendition => rendition.Codecs).Distinct();
        yield return $"CODECS=\"{string.Join(',', codecs)}\"";
        if (main is { Width: { } width, Height: { } height }) yield return $"RESOLUTION={Number(width)}x{Number(height)}";
        if (main.Fps is { } fps) yield return string.Create(CultureInfo.InvariantCulture, $"FRAME-RATE={fps:0.000}");
    }

    private static long Dearest(Rendition main, Rendition[] sounds, Rendition[] cameras, Func<Rendition, long> rate) =>
        rate(main) + sounds.Select(rate).DefaultIfEmpty(0).Max() + cameras.Select(rate).DefaultIfEmpty(0).Max();

    private static void AppendMedia(StringBuilder text, string type, string group, string name, string choice, Rendition? rendition)
    {
        text.Append(CultureInfo.InvariantCulture, $"#EXT-X-MEDIA:TYPE={type},GROUP-ID=\"{group}\",NAME=\"{name}\",{choice}");
        if (rendition is not null) text.Append(CultureInfo.InvariantCulture, $",URI=\"{Address(rendition)}\"");
        text.Append('\n');
    }

    // Relative to /videos/{id}/stream/{streamHash}.m3u8, where BSS serves the master.
    private static string Address(Rendition rendition) => $"../renditions/{rendition.Stream.Hash}.m3u8";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
