using System.Globalization;
using DreamLake.Lambda.Splitting.Probing;
using DreamLake.Lambda.Splitting.Tools;

namespace DreamLake.Lambda.Splitting.Texts;

/// <summary>How ffmpeg is told to write a content's subtitles as WebVTT.</summary>
internal static class TextArguments
{
    /// <summary>All of them in one read of the content.</summary>
    public static IEnumerable<string> For(IReadOnlyList<TextTrack> texts, SplitLimits limits) =>
    [
        "-hide_banner", "-v", "error", "-nostdin", "-y", .. InputRules.Arguments(limits),
        .. texts.SelectMany(text => new[] { "-map", $"0:{Number(text.Index)}", "-c:s", "webvtt", "-f", "webvtt", FileName(text) }),
    ];

    /// <summary>The name of a track's file in the folder.</summary>
    public static string FileName(TextTrack text) => $"text-{Number(text.Index)}.vtt";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
