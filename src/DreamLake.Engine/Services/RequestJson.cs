using System.Text.Json.Serialization;
using DreamLake.Protocol;

namespace DreamLake.Engine.Services;

/// <summary>
/// The messages as a client writes them: straight to bytes, without all that reading them needs, which each start of a command would pay
/// for.
/// </summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InitRequest))]
[JsonSerializable(typeof(InitItem))]
[JsonSerializable(typeof(SignPartsRequest))]
[JsonSerializable(typeof(CompleteRequest))]
[JsonSerializable(typeof(AbortRequest))]
[JsonSerializable(typeof(RegisterMediaRequest))]
[JsonSerializable(typeof(RegisterAssetRequest))]
[JsonSerializable(typeof(LookupRequest))]
internal sealed partial class RequestJson : JsonSerializerContext;
