namespace DreamLake.Protocol;

/// <summary>An asset in the answer of <c>GET /assets/{type}</c>.</summary>
public sealed record AssetListing
{
    /// <summary>The asset's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name: <c>/camera/front/run01.mp4</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace, where a single asset was asked for by its id; else the query's.</summary>
    public string? Namespace { get; init; }

    /// <summary>Its space, likewise.</summary>
    public string? Space { get; init; }

    /// <summary>When it was first registered, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When another version took its place, UTC; absent for the current one of its name.</summary>
    public DateTimeOffset? SupersededAt { get; init; }

    /// <summary>When it went into the trash, UTC; absent for what is not there.</summary>
    public DateTimeOffset? TrashedAt { get; init; }

    /// <summary>The episode's name; absent for an asset right under its space.</summary>
    public string? Episode { get; init; }

    /// <summary>One of <see cref="AssetStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Why its status is <c>failed</c>, or what it waits for.</summary>
    public string? StatusReason { get; init; }

    /// <summary>BSS's id of the media.</summary>
    public required string BssId { get; init; }

    /// <summary>Bytes of the content, where they were told.</summary>
    public long? Size { get; init; }

    /// <summary>The whole SHA-256, where it was told.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The hash under which the content lies in the staging pool, where it was told.</summary>
    public string? Hash { get; init; }

    /// <summary>The content type, where it was told.</summary>
    public string? ContentType { get; init; }

    /// <summary>When the file itself was last written, UTC, where it was told.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Frames a second, where they were told.</summary>
    public double? Fps { get; init; }

    /// <summary>The lens, where it was told.</summary>
    public string? Lens { get; init; }

    /// <summary>srt, vtt or jsonl, for a text track.</summary>
    public string? Format { get; init; }

    /// <summary>The proof of its bytes; absent until the lake has read them back.</summary>
    public VerifiedContent? Verified { get; init; }

    /// <summary>The signed address of its <see cref="MediaMetadata"/>, once it is ready; it expires.</summary>
    public string? MetadataUrl { get; init; }

    /// <summary>The signed address of its HLS playlist, once it is ready; it expires.</summary>
    public string? PlaylistUrl { get; init; }

    /// <summary>The signed address of a video's poster, a JPEG, once it is ready; it expires.</summary>
    public string? PosterUrl { get; init; }

    /// <summary>The signed address of a video's storyboard, small pictures in WebVTT, once it is ready; it expires.</summary>
    public string? StoryboardUrl { get; init; }

    /// <summary>How much there is of a source that was cut short; left out for whole ones.</summary>
    public Incomplete? Incomplete { get; init; }

    /// <summary>Its duration, the size of its picture, its rates, its entries; left out until the lake knows any.</summary>
    public AssetMetadata? Metadata { get; init; }
}

/// <summary>What <c>download</c> answers: a presigned address of the content.</summary>
public sealed record DownloadResponse(string? Url);

/// <summary>What <c>GET /videos/{id}/metadata</c> and <c>GET /audio/{id}/metadata</c> answer.</summary>
/// <remarks>
/// What is not known yet, or has no meaning for the type, is left out. <see cref="Streams"/> is empty until the split is done.
/// </remarks>
public sealed record MediaMetadata
{
    /// <summary>Frames a second.</summary>
    public double? Fps { get; init; }

    /// <summary>Seconds.</summary>
    public double? DurationSec { get; init; }

    /// <summary>Pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels.</summary>
    public int? Height { get; init; }

    /// <summary>How wide a pixel of the stream is to its height, as <c>4:3</c>; left out for square ones.</summary>
    public string? SampleAspect { get; init; }

    /// <summary>The stream's picture: <c>h264</c>.</summary>
    public string? VideoCodec { get; init; }

    /// <summary>The stream's sound: <c>aac</c>, <c>mp3</c>.</summary>
    public string? AudioCodec { get; init; }

    /// <summary>Samples a second of the stream's sound.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Channels of the stream's sound.</summary>
    public int? Channels { get; init; }

    /// <summary>What was uploaded, where the stream may differ from it.</summary>
    public MediaSource? Source { get; init; }

    /// <summary>How much there is of a file that was cut short; left out for whole ones.</summary>
    public Incomplete? Incomplete { get; init; }

    /// <summary>
    /// The hashes of its HLS playlists. The first is what a player opens: the playlist of all renditions where there is more than one, else
    /// the one rendition's own.
    /// </summary>
    public required IReadOnlyList<string> Streams { get; init; }

    /// <summary>The hash of a video's master playlist, whatever it has to choose from; left out for sound alone.</summary>
    public string? Master { get; init; }

    /// <summary>What there is beside the first picture and the first sound; left out where there is nothing.</summary>
    public IReadOnlyList<MediaRendition>? Renditions { get; init; }

    /// <summary>The hash of its poster, a JPEG.</summary>
    public string? Poster { get; init; }

    /// <summary>The hash of its storyboard, a table in WebVTT of small pictures.</summary>
    public string? Storyboard { get; init; }

    /// <summary>The hash of the JPEG that holds the storyboard's pictures.</summary>
    public string? StoryboardPicture { get; init; }
}

/// <summary>A further picture or sound of a medium, or subtitles.</summary>
/// <param name="Kind">One of the words here.</param>
/// <param name="Name">What a player calls it: <c>Camera 2</c>.</param>
/// <param name="Stream">The hash of its HLS playlist.</param>
public sealed record MediaRendition(string Kind, string Name, string Stream)
{
    /// <summary>A picture.</summary>
    public const string Camera = "camera";

    /// <summary>A sound.</summary>
    public const string Sound = "sound";

    /// <summary>Text.</summary>
    public const string Subtitles = "subtitles";
}

/// <summary>A medium as it was uploaded. What is not known is left out.</summary>
public sealed record MediaSource
{
    /// <summary>The container, in ffmpeg's words.</summary>
    public string? Container { get; init; }

    /// <summary>Seconds, measured from its packets.</summary>
    public double? DurationSec { get; init; }

    /// <summary>Frames a second, on average.</summary>
    public double? Fps { get; init; }

    /// <summary>Pixels, before it is turned.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels, before it is turned.</summary>
    public int? Height { get; init; }

    /// <summary>Degrees by which it is to be shown turned; left out for none.</summary>
    public int? Rotation { get; init; }

    /// <summary>Its picture's codec, in ffmpeg's words.</summary>
    public string? VideoCodec { get; init; }

    /// <summary>Its sound's codec, in ffmpeg's words.</summary>
    public string? AudioCodec { get; init; }

    /// <summary>Samples a second.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Channels.</summary>
    public int? Channels { get; init; }
}

/// <summary>How much of a source there is that was cut short.</summary>
/// <param name="Seconds">Seconds that play.</param>
/// <param name="Of">Seconds that it was to have.</param>
public sealed record Incomplete(double Seconds, double Of)
{
    /// <summary>In words for a person: <c>6.0 of 10.0 s</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Seconds:0.0} of {Of:0.0} s");
}

/// <summary>
/// How far the Lambda is with one medium: an item of what <c>GET {prefix}/status?ids=</c> answers (BSS, for DreamLake Server).
/// </summary>
/// <param name="Id">BSS's id.</param>
/// <param name="Status">One of <see cref="AssetStatus"/>.</param>
/// <param name="Reason">Why it failed, or what it waits for.</param>
/// <param name="Streams">The hashes of its HLS playlists, once it is ready.</param>
/// <param name="Verified">The proof of its bytes; absent until the lake has read them back.</param>
public sealed record MediaStatus(string Id, string Status, string? Reason, IReadOnlyList<string> Streams, VerifiedContent? Verified = null)
{
    /// <summary>How much there is of a source that was cut short; left out for whole ones.</summary>
    public Incomplete? Incomplete { get; init; }

    /// <summary>The hash of its poster, where there is one.</summary>
    public string? Poster { get; init; }

    /// <summary>The hash of its storyboard, where there is one.</summary>
    public string? Storyboard { get; init; }

    /// <summary>Its duration, the size of its picture, its rates, its entries; left out until the lake knows any.</summary>
    public AssetMetadata? Metadata { get; init; }
}

/// <summary>The whole SHA-256 that the lake itself computed from what S3 gave back, and that is what was promised.</summary>
/// <param name="Sha256">64 hex digits, lower case.</param>
/// <param name="At">When the lake read the bytes last, UTC.</param>
/// <param name="Against"><see cref="SixteenDigits"/> where no more than those were promised; else left out.</param>
public sealed record VerifiedContent(string Sha256, DateTimeOffset At, string? Against = null)
{
    /// <summary>What <see cref="Against"/> holds where the client told the first 16 digits alone.</summary>
    public const string SixteenDigits = "hash";
}

/// <summary>An error as both services answer it (<c>application/problem+json</c>), or as others do (<c>{"error"}</c>).</summary>
public sealed record Problem
{
    /// <summary>The HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>What kind of error it is.</summary>
    public string? Title { get; init; }

    /// <summary>What happened, and what to do.</summary>
    public string? Detail { get; init; }

    /// <summary>The whole error, from services that answer so.</summary>
    public string? Error { get; init; }

    /// <summary>The id of what stands in the way, where something does.</summary>
    public string? Id { get; init; }
}
