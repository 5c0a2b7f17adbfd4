using System.Text.Json;
using System.Text.Json.Serialization;

namespace DreamLake.Protocol;

/// <summary>Writes the URLs in both of their forms; reads either alone.</summary>
internal sealed class SignPartsResponseConverter : JsonConverter<SignPartsResponse>
{
    private const string Wrapped = "parts";

    /// <inheritdoc/>
    public override SignPartsResponse Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("Signed parts are an object.");
        var map = document.RootElement.TryGetProperty(Wrapped, out var inner) && inner.ValueKind == JsonValueKind.Object
            ? inner
            : document.RootElement;
        var urls = map.EnumerateObject().Where(part => part.Value.ValueKind == JsonValueKind.String);
        return new SignPartsResponse(urls.ToDictionary(part => part.Name, part => part.Value.GetString()!));
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SignPartsResponse value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        WriteUrls(writer, value.Urls);
        writer.WriteStartObject(Wrapped);
        WriteUrls(writer, value.Urls);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteUrls(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> urls)
    {
        foreach (var (number, url) in urls) writer.WriteString(number, url);
    }
}
