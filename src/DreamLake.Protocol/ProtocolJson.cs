using System.Text.Json.Serialization;

namespace DreamLake.Protocol;

/// <summary>Every message of the protocol as JSON: camel case, absent instead of null, no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(System.Text.Json.JsonDocument))]
[JsonSerializable(typeof(InitRequest))]
[JsonSerializable(typeof(InitResponse))]
[JsonSerializable(typeof(SignPartsRequest))]
[JsonSerializable(typeof(SignPartsResponse))]
[JsonSerializable(typeof(PartsDoneResponse))]
[JsonSerializable(typeof(CompleteRequest))]
[JsonSerializable(typeof(AbortRequest))]
[JsonSerializable(typeof(SuccessResponse))]
[JsonSerializable(typeof(RegisterMediaRequest))]
[JsonSerializable(typeof(RegisterMediaResponse))]
[JsonSerializable(typeof(RegisterAssetRequest))]
[JsonSerializable(typeof(RegisterAssetResponse))]
[JsonSerializable(typeof(AssetListing))]
[JsonSerializable(typeof(IReadOnlyList<AssetListing>))]
[JsonSerializable(typeof(ListedAsset))]
[JsonSerializable(typeof(IReadOnlyList<ListedAsset>))]
[JsonSerializable(typeof(IAsyncEnumerable<AssetListing>))]
[JsonSerializable(typeof(IReadOnlyList<EpisodeListing>))]
[JsonSerializable(typeof(TrashedAsset))]
[JsonSerializable(typeof(DownloadResponse))]
[JsonSerializable(typeof(RangeDigests))]
[JsonSerializable(typeof(MediaMetadata))]
[JsonSerializable(typeof(AssetMetadata))]
[JsonSerializable(typeof(MediaRecord))]
[JsonSerializable(typeof(IReadOnlyList<MediaStatus>))]
[JsonSerializable(typeof(LookupRequest))]
[JsonSerializable(typeof(LookupResponse))]
[JsonSerializable(typeof(BatchCallRequest))]
[JsonSerializable(typeof(BatchCallResponse))]
[JsonSerializable(typeof(RefusedItem))]
[JsonSerializable(typeof(InitItem))]
[JsonSerializable(typeof(InitItemResponse))]
[JsonSerializable(typeof(Problem))]
public sealed partial class ProtocolJson : JsonSerializerContext;
