using System.Text.Json;
using System.Text.Json.Serialization;

namespace DreamLake.Protocol;

/// <summary>Reads what a listing tells of a content. What another lake means by the same field does not spoil its listing.</summary>
internal sealed class MetadataConverter : JsonConverter<AssetMetadata>
{
    public override AssetMetadata? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var told = JsonElement.ParseValue(ref reader);
        try
        {
            return told.Deserialize(ProtocolJson.Default.AssetMetadata);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, AssetMetadata value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, ProtocolJson.Default.AssetMetadata);
}
