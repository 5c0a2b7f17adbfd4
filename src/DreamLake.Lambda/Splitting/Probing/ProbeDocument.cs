using System.Text.Json.Serialization;

namespace DreamLake.Lambda.Splitting.Probing;

/// <summary>ffprobe's JSON, as far as it is asked for.</summary>
internal sealed record ProbeDocument
{
    /// <summary>What ffprobe is asked for: no tags, which may be of any size.</summary>
    public const string Entries =
        "format=format_name,duration,start_time"
        + ":stream=index,codec_type,codec_name,profile,level,width,height,pix_fmt,avg_frame_rate,field_order,sample_aspect_ratio,"
        + "sample_rate,channels"
        + ":stream_disposition=attached_pic:stream_side_data=rotation";

    public ProbeFormat? Format { get; init; }

    public IReadOnlyList<ProbeStream>? Streams { get; init; }
}

/// <summary>The container.</summary>
internal sealed record ProbeFormat(string? FormatName, double? Duration, double? StartTime);

/// <summary>One stream of any kind.</summary>
internal sealed record ProbeStream
{
    public int Index { get; init; }

    public string? CodecType { get; init; }

    public string? CodecName { get; init; }

    public string? Profile { get; init; }

    public int? Level { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public string? PixFmt { get; init; }

    public string? AvgFrameRate { get; init; }

    public string? FieldOrder { get; init; }

    public string? SampleAspectRatio { get; init; }

    public int? SampleRate { get; init; }

    public int? Channels { get; init; }

    public ProbeDisposition? Disposition { get; init; }

    public IReadOnlyList<ProbeSideData>? SideDataList { get; init; }
}

/// <summary>What a stream is for.</summary>
internal sealed record ProbeDisposition(int AttachedPic);

/// <summary>What is told beside a stream.</summary>
internal sealed record ProbeSideData(double? Rotation);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(ProbeDocument))]
internal sealed partial class ProbeJson : JsonSerializerContext;
