using System.Text.Json.Serialization;

namespace DreamLake.Protocol;

/// <summary>Every message of the protocol as JSON: camel case, absent instead of null, no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(System.Text.Json.JsonDocument))]
[JsonSerializable(typeof(InitRequest))]
[JsonSerializable(typeof(InitAnswer))]
[JsonSerializable(typeof(SignPartsRequest))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(PartsDoneAnswer))]
[JsonSerializable(typeof(CompleteRequest))]
[JsonSerializable(typeof(AbortRequest))]
[JsonSerializable(typeof(SuccessAnswer))]
[JsonSerializable(typeof(RegisterMediaRequest))]
[JsonSerializable(typeof(RegisterMediaAnswer))]
[JsonSerializable(typeof(RegisterAssetRequest))]
[JsonSerializable(typeof(RegisterAssetAnswer))]
[JsonSerializable(typeof(AssetListing))]
[JsonSerializable(typeof(IReadOnlyList<AssetListing>))]
[JsonSerializable(typeof(DownloadAnswer))]
[JsonSerializable(typeof(MediaMetadata))]
[JsonSerializable(typeof(IReadOnlyList<MediaStatus>))]
[JsonSerializable(typeof(Problem))]
public sealed partial class ProtocolJson : JsonSerializerContext;
