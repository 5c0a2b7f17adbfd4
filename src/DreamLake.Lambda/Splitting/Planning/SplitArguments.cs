using System.Globalization;
using DreamLake.Lambda.Splitting.Tools;

namespace DreamLake.Lambda.Splitting.Planning;

/// <summary>A plan as ffmpeg's arguments.</summary>
internal static class SplitArguments
{
    /// <summary>The name of ffmpeg's own playlist in the folder.</summary>
    public const string ListName = "list.m3u8";

    /// <summary>The segments' names in the folder: in their order.</summary>
    public const string SegmentPattern = "*.ts";

    // Where pictures refer to later ones, a stream's first picture is decoded some pictures' time before it is shown, and a player's zero
    // is that time: hls.js 1.7 then keeps a hole behind the first segment, and after a seek back while it is paused it never loads the
    // second. So nothing is decoded before the first picture is shown; those that were follow it by a tick each. A delay of 40 ticks says
    // that a tick is a small part of a picture's time.
    private const string DecodedWhenShown = "setts=pts=PTS:dts=if(gt(STARTPTS-STARTDTS\\,40)\\,max(DTS\\,STARTPTS+N)\\,DTS)";

    private const int SampleRate = 48_000;

    /// <summary>The arguments that split a content.</summary>
    public static IEnumerable<string> Split(SplitPlan plan, SplitLimits limits) =>
    [
        .. Common(limits),
        .. VideoArguments(plan),
        .. AudioArguments(plan),
        "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1", "-max_muxing_queue_size", "4096",
        "-output_ts_offset", Number(TextTimestamps.OffsetSeconds),
        "-t", Number(limits.MaxDuration.TotalSeconds),
        "-threads", Number(limits.Threads),
        "-f", "hls", "-hls_time", Number(SplitPlan.SegmentSeconds), "-hls_playlist_type", "vod", "-hls_segment_type", "mpegts",
        "-hls_segment_filename", "%08d.ts", ListName,
    ];

    /// <summary>The arguments that decode a picture and keep nothing: the first fault ends it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="limits">What ffmpeg may take.</param>
    /// <param name="isWhole">Every picture; otherwise the keyframes alone.</param>
    public static IEnumerable<string> Decode(SplitPlan plan, SplitLimits limits, bool isWhole) =>
    [
        // Left out where the file is read: threads then share the keyframes. What smooths a picture's edges finds no fault in it.
        .. isWhole ? Array.Empty<string>() : ["-discard:v", "nokey", "-skip_frame", "nokey", "-skip_loop_filter", "all"],
        "-err_detect", "explode",
        .. Common(limits),
        "-xerror", "-map", $"0:{plan.Video!.Index}", "-f", "null", "-",
    ];

    private static IEnumerable<string> Common(SplitLimits limits) =>
        ["-hide_banner", "-v", "error", "-nostdin", "-y", "-threads", Number(limits.Threads), .. InputRules.DecodingArguments(limits)];

    private static IEnumerable<string> VideoArguments(SplitPlan plan)
    {
        if (plan.Video is not { } video) return [];
        string[] map = ["-map", $"0:{video.Index}", "-bsf:v", DecodedWhenShown];
        if (plan.CopiesVideo) return [.. map, "-c:v", "copy"];
        return
        [
            .. map, "-vf", string.Join(',', Filters(plan)),
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-profile:v", "high", "-pix_fmt", "yuv420p",
            "-force_key_frames", $"expr:gte(t,n_forced*{SplitPlan.SegmentSeconds})",
        ];
    }

    private static IEnumerable<string> Filters(SplitPlan plan)
    {
        if (plan.Video!.IsInterlaced) yield return "yadif";
        // A constant rate, and a picture from the start on: one that begins late stands still until then.
        yield return $"fps={Number(plan.Fps)}:start_time=0";
        // H.264 in 4:2:0 needs even sides.
        yield return "scale=max(2\\,trunc(iw/2)*2):max(2\\,trunc(ih/2)*2)";
        if (plan.PictureStandsStill > 0) yield return $"tpad=stop_mode=clone:stop_duration={Number(plan.PictureStandsStill)}";
    }

    private static IEnumerable<string> AudioArguments(SplitPlan plan)
    {
        if (plan.Audio is not { } audio) return [];
        string[] map = ["-map", $"0:{audio.Index}"];
        if (plan.CopiesAudio) return [.. map, "-c:a", "copy"];
        return
        [
            .. map, "-af", string.Join(',', AudioFilters(plan)), "-c:a", "aac", "-b:a", "160k",
            .. audio.SampleRate is 44_100 or SampleRate ? Array.Empty<string>() : ["-ar", Number(SampleRate)],
            // Said also where it stays the same: some decoders tell a number of channels and no places for them, which the encoder refuses.
            .. audio.Channels is { } channels ? ["-ac", channels == 1 ? "1" : "2"] : Array.Empty<string>(),
        ];
    }

    /// <summary>Silence where there is a hole, before a late start, and after the end for as long as there is a picture.</summary>
    private static IEnumerable<string> AudioFilters(SplitPlan plan)
    {
        // A microphone array's channels have no places to mix them by: its first two are played.
        if (plan.Audio!.Channels > 8) yield return "pan=stereo|c0=c0|c1=c1";
        yield return "aresample=async=1:first_pts=0";
        if (plan.Timeline.SoundLasts > 0) yield return $"apad=whole_dur={Number(plan.Timeline.SoundLasts)}";
    }

    private static string Number(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);
}
