using System.Globalization;

namespace DreamLake.Lambda.Splitting.Probing;

/// <summary>What a content says that it holds.</summary>
/// <param name="Container">The demuxer's name: <c>mov,mp4,m4a,3gp,3g2,mj2</c>.</param>
/// <param name="ClaimedSeconds">How long it says it is; null where it does not. Some containers guess.</param>
/// <param name="Videos">Its pictures in their order; no covers.</param>
/// <param name="Audios">Its sounds in their order.</param>
/// <param name="Texts">Its subtitles in their order.</param>
internal sealed record MediaFile(
    string Container, double? ClaimedSeconds, IReadOnlyList<VideoTrack> Videos, IReadOnlyList<AudioTrack> Audios,
    IReadOnlyList<TextTrack> Texts)
{
    /// <summary>
    /// Containers that write their length down, so that one which ends before it was cut short. Others work it out from a bit rate.
    /// </summary>
    private static readonly string[] WritesItsLength = ["mov", "matroska", "avi", "flac"];

    /// <summary>Whether <see cref="ClaimedSeconds"/> was written by the recorder.</summary>
    public bool KnowsItsLength => Container.Split(',').Intersect(WritesItsLength).Any();

    /// <summary>Reads ffprobe's words.</summary>
    public static MediaFile From(ProbeDocument document) => new(
        document.Format?.FormatName ?? "",
        document.Format?.Duration is > 0 and var seconds ? seconds : null,
        [.. Kind(document, "video").Where(stream => stream.Disposition?.AttachedPic != 1).Select(VideoTrack.From)],
        [.. Kind(document, "audio").Where(stream => stream.Channels is > 0 && stream.SampleRate is > 0).Select(AudioTrack.From)],
        [.. Kind(document, "subtitle").Select(stream => new TextTrack(stream.Index, stream.CodecName ?? ""))]);

    private static IEnumerable<ProbeStream> Kind(ProbeDocument document, string kind) =>
        (document.Streams ?? []).Where(stream => stream.CodecType == kind);
}

/// <summary>A picture.</summary>
/// <param name="Index">Its place among the file's streams.</param>
/// <param name="Codec">ffmpeg's name of its codec.</param>
/// <param name="Profile">The codec's profile, where it tells one.</param>
/// <param name="Level">The codec's level times ten, where it tells one.</param>
/// <param name="Width">Pixels, before it is turned.</param>
/// <param name="Height">Pixels, before it is turned.</param>
/// <param name="PixelFormat">ffmpeg's name of how its samples lie.</param>
/// <param name="FramesPerSecond">Its average rate, where it tells one.</param>
/// <param name="IsInterlaced">Whether its lines are of two moments, in turn.</param>
/// <param name="SampleAspect">How wide a pixel is to its height, as <c>4:3</c>; null for square ones.</param>
/// <param name="Rotation">Degrees by which it is to be shown turned.</param>
internal sealed record VideoTrack(
    int Index, string Codec, string? Profile, int? Level, int Width, int Height, string? PixelFormat,
    double? FramesPerSecond, bool IsInterlaced, string? SampleAspect, int Rotation)
{
    /// <summary>Whether width and height change places when it is shown.</summary>
    public bool IsOnItsSide => Math.Abs(Rotation) % 180 == 90;

    public static VideoTrack From(ProbeStream stream) => new(
        stream.Index, stream.CodecName ?? "", stream.Profile, stream.Level, stream.Width ?? 0, stream.Height ?? 0, stream.PixFmt,
        Rate(stream.AvgFrameRate), stream.FieldOrder is "tt" or "bb" or "tb" or "bt",
        stream.SampleAspectRatio is null or "1:1" or "0:1" ? null : stream.SampleAspectRatio,
        (int)Math.Round(stream.SideDataList?.Select(data => data.Rotation).FirstOrDefault(rotation => rotation is not null) ?? 0));

    private static double? Rate(string? fraction) =>
        fraction?.Split('/') is [var top, var bottom]
        && double.TryParse(top, NumberStyles.Float, CultureInfo.InvariantCulture, out var frames)
        && double.TryParse(bottom, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
        && frames > 0 && seconds > 0
            ? frames / seconds
            : null;
}

/// <summary>A sound.</summary>
/// <param name="Index">Its place among the file's streams.</param>
/// <param name="Codec">ffmpeg's name of its codec.</param>
/// <param name="Profile">The codec's profile, where it tells one.</param>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Channels">How many channels.</param>
internal sealed record AudioTrack(int Index, string Codec, string? Profile, int SampleRate, int Channels)
{
    public static AudioTrack From(ProbeStream stream) =>
        new(stream.Index, stream.CodecName ?? "", stream.Profile, stream.SampleRate ?? 0, stream.Channels ?? 0);
}

/// <summary>Subtitles.</summary>
/// <param name="Index">Its place among the file's streams.</param>
/// <param name="Codec">ffmpeg's name of its codec.</param>
internal sealed record TextTrack(int Index, string Codec)
{
    /// <summary>Whether it is text, and no pictures of text.</summary>
    public bool IsText => Codec is "subrip" or "srt" or "ass" or "ssa" or "webvtt" or "mov_text" or "text";
}
