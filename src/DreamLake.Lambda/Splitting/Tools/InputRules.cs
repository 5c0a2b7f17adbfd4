using System.Globalization;

namespace DreamLake.Lambda.Splitting.Tools;

/// <summary>What ffmpeg and ffprobe may do with a content. Whoever uploads it chose its every byte.</summary>
internal static class InputRules
{
    /// <summary>The content's name in its folder. The asset's own name is never a file's name or an option.</summary>
    public const string ContentName = "content";

    /// <summary>Cameras, editors and browsers write these; decoders that nobody keeps are where faults are found.</summary>
    private const string Decoders =
        "h264,hevc,vp8,vp9,libvpx,libvpx-vp9,libdav1d,av1,libaom-av1,mpeg1video,mpeg2video,mpegvideo,mpeg4,msmpeg4v2,msmpeg4,h263,"
        + "wmv1,wmv2,wmv3,vc1,mjpeg,png,prores,dnxhd,cfhd,theora,vp3,ffv1,huffyuv,ffvhuff,utvideo,magicyuv,rawvideo,v210,dvvideo,"
        + "qtrle,rpza,svq1,svq3,cinepak,msvideo1,msrle,jpeg2000,libopenjpeg,"
        + "aac,aac_latm,ac3,eac3,mp1,mp1float,mp2,mp2float,mp3,mp3float,flac,alac,opus,libopus,vorbis,libvorbis,speex,libspeex,dca,truehd,"
        + "wmav1,wmav2,wavpack,gsm,gsm_ms,libgsm,libgsm_ms,amrnb,amrwb,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,g722,g726,"
        + "pcm_alaw,pcm_mulaw,pcm_s8,pcm_u8,pcm_s16le,pcm_s16be,pcm_u16le,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,"
        + "pcm_f64le,pcm_f64be,pcm_bluray,pcm_dvd,pcm_u16be,pcm_u24le,pcm_s64le,"
        + "ass,ssa,srt,subrip,mov_text,webvtt,text,dvbsub,dvdsub,pgssub,xsub,libzvbi_teletextdec,cc_dec";

    /// <summary>Files only, and containers only: a playlist that is called a video must not make ffmpeg read other files.</summary>
    /// <param name="limits">The bounds of a picture.</param>
    public static IReadOnlyList<string> Arguments(SplitLimits limits) =>
    [
        "-protocol_whitelist", "file",
        "-format_whitelist", "mov,matroska,mpegts,avi,wav,w64,aiff,mp3,aac,ogg,flac",
        "-codec_whitelist", Decoders,
        "-max_streams", Number(limits.MaxStreams),
        // One block of memory: the largest picture in four bytes for each pixel, twice, for edges and deeper samples.
        "-max_alloc", Number(limits.MaxPixels * 8),
        "-i", ContentName,
    ];

    /// <summary>For what decodes: a picture may change its size on the way, whatever its head says.</summary>
    /// <param name="limits">The bounds of a picture.</param>
    public static IReadOnlyList<string> DecodingArguments(SplitLimits limits) =>
        ["-max_pixels", Number(limits.MaxPixels), .. Arguments(limits)];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
