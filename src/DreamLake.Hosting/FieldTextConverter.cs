using System.Text.Json;
using System.Text.Json.Serialization;

namespace DreamLake.Hosting;

/// <summary>
/// Reads the text of every field of a request, and refuses one that holds a control character: no name, id or type has any.
/// </summary>
internal sealed class FieldTextConverter : JsonConverter<string>
{
    /// <summary>What the fault's message is, for <see cref="UnreadableRequest"/> to tell it from malformed JSON.</summary>
    public const string Fault = "The field holds a control character.";

    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => Checked(reader.GetString()!),
        _ => throw new JsonException("A text was expected."),
    };

    /// <inheritdoc/>
    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Checked(reader.GetString()!);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value);

    private static string Checked(string text) => text.Any(char.IsControl) ? throw new JsonException(Fault) : text;
}
