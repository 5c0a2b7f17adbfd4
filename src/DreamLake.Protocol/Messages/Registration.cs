using System.Text.Json.Serialization;

namespace DreamLake.Protocol;

/// <summary>Step 7, <c>POST {prefix}</c>: registers stored content as media with BSS.</summary>
/// <remarks>
/// <see cref="EpisodeId"/> is the episode's name. <see cref="Size"/>, <see cref="Sha256"/> (64 hex digits) and <see cref="ContentType"/>
/// may be left out.
/// </remarks>
public sealed record RegisterMediaRequest
{
    /// <summary>The asset's name: <c>/camera/front/run01.mp4</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The namespace.</summary>
    public string? Owner { get; init; }

    /// <summary>The space.</summary>
    public string? Project { get; init; }

    /// <summary>The episode's name; left out where the asset hangs under the space.</summary>
    public string? EpisodeId { get; init; }

    /// <summary>The hash under which the content lies in the staging pool.</summary>
    public string? StagingHash { get; init; }

    /// <summary>srt, vtt or jsonl, for a text track.</summary>
    public string? Format { get; init; }

    /// <summary>Bytes of the content.</summary>
    public long? Size { get; init; }

    /// <summary>The whole SHA-256, 64 hex digits, lower case.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The content type.</summary>
    public string? ContentType { get; init; }

    /// <summary>The file's last write, UTC.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }
}

/// <summary>What registering with BSS answers.</summary>
/// <param name="Id">BSS's id of the media.</param>
/// <param name="EntryCount">Entries of a label or text track.</param>
/// <param name="Fields">Field names of a label track, in the order in which they are first seen.</param>
/// <param name="Status">One of <see cref="AssetStatus"/>, from a service that reads contents back and has not yet read this one.</param>
/// <param name="Verified">The proof of its bytes, where there is one.</param>
public sealed record RegisterMediaResponse(
    [property: JsonConverter(typeof(IdConverter))] string? Id, long? EntryCount = null, IReadOnlyList<string>? Fields = null,
    string? Status = null, VerifiedContent? Verified = null);

/// <summary>Step 8, <c>POST {server route}</c>: registers media as an asset with DreamLake Server.</summary>
public sealed record RegisterAssetRequest
{
    /// <summary>The namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>The space.</summary>
    public string? Space { get; init; }

    /// <summary>The episode's name; left out where the asset hangs under the space.</summary>
    public string? EpisodeName { get; init; }

    /// <summary>The asset's name: <c>/camera/front/run01.mp4</c>.</summary>
    public string? Name { get; init; }

    /// <summary>BSS's id of a video.</summary>
    public string? BssVideoId { get; init; }

    /// <summary>BSS's id of an audio file.</summary>
    public string? BssAudioId { get; init; }

    /// <summary>BSS's id of a label track.</summary>
    public string? BssLabelId { get; init; }

    /// <summary>BSS's id of a text track.</summary>
    public string? BssTextTrackId { get; init; }

    /// <summary>srt, vtt or jsonl, for a text track.</summary>
    public string? Format { get; init; }

    /// <summary>Frames a second, for a video, where known.</summary>
    public double? Fps { get; init; }

    /// <summary>The lens, for a video, where known.</summary>
    public string? Lens { get; init; }

    /// <summary>Bytes of the content.</summary>
    public long? Size { get; init; }

    /// <summary>The whole SHA-256, 64 hex digits, lower case.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The content type.</summary>
    public string? ContentType { get; init; }

    /// <summary>The hash under which the content lies in the staging pool.</summary>
    public string? Hash { get; init; }

    /// <summary>
    /// <see cref="Refuse"/> where no other content may lose the name to this one; left out, it becomes a new version of the name.
    /// </summary>
    public string? IfExists { get; init; }

    /// <summary>What <see cref="IfExists"/> holds where nothing may be replaced.</summary>
    public const string Refuse = "refuse";

    /// <summary>BSS's id, whatever the type: the field that <paramref name="type"/> names.</summary>
    public string? BssIdOf(AssetType type) => type.BssIdField switch
    {
        "bssVideoId" => BssVideoId,
        "bssAudioId" => BssAudioId,
        "bssLabelId" => BssLabelId,
        _ => BssTextTrackId,
    };

    /// <summary>The same request with BSS's id in the field that <paramref name="type"/> names.</summary>
    public RegisterAssetRequest WithBssId(AssetType type, string id) => type.BssIdField switch
    {
        "bssVideoId" => this with { BssVideoId = id },
        "bssAudioId" => this with { BssAudioId = id },
        "bssLabelId" => this with { BssLabelId = id },
        _ => this with { BssTextTrackId = id },
    };
}

/// <summary>What registering with DreamLake Server answers.</summary>
/// <param name="Id">The asset's id.</param>
/// <param name="LambdaUrl">The signed address that triggers the Lambda; absent where there is nothing to trigger.</param>
/// <param name="NodeId">The node of the asset's leaf in the tree, the same for every version of the asset. Clients in use read it.</param>
public sealed record RegisterAssetResponse(
    [property: JsonConverter(typeof(IdConverter))] string? Id,
    string? LambdaUrl = null,
    [property: JsonConverter(typeof(IdConverter))] string? NodeId = null);
