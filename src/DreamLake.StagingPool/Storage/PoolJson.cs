using System.Text.Json.Serialization;

namespace DreamLake.StagingPool.Storage;

/// <summary>The documents that the pool keeps.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(ObjectManifest))]
[JsonSerializable(typeof(UploadRecord))]
[JsonSerializable(typeof(ContentAddress))]
[JsonSerializable(typeof(BucketSettings))]
[JsonSerializable(typeof(StoredPart[]))]
internal sealed partial class PoolJson : JsonSerializerContext;
