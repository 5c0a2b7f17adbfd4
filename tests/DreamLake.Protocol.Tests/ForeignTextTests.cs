using System.Text.Json;
using Xunit;

namespace DreamLake.Protocol.Tests;

/// <summary>Texts and answers that are nearly the protocol's.</summary>
public sealed class ForeignTextTests
{
    [Theory]
    [InlineData("[]"), InlineData("\"parts\""), InlineData("7")]
    public void Signed_parts_that_are_no_object_are_not_understood(string json) =>
        Assert.Contains("object", Refused(json, ProtocolJson.Default.SignPartsResponse), StringComparison.Ordinal);

    [Fact]
    public void A_part_map_stands_even_beside_a_word_called_parts()
    {
        var answer = JsonSerializer.Deserialize(
            """{"parts":"two","1":"https://pool.example/1"}""", ProtocolJson.Default.SignPartsResponse)!;
        Assert.Equal("https://pool.example/1", answer.Urls["1"]);
    }

    [Theory]
    [InlineData("true"), InlineData("1.5"), InlineData("{}")]
    public void An_id_is_a_text_or_a_whole_number(string id) =>
        Assert.Contains(
            "whole number",
            Refused("{\"id\":" + id + "}", ProtocolJson.Default.RegisterAssetResponse),
            StringComparison.Ordinal);

    [Fact]
    public void A_byte_order_mark_is_three_bytes_or_none()
    {
        Assert.Equal(3, ByteOrderMark.LengthIn([0xEF, 0xBB, 0xBF, (byte)'{']));
        Assert.Equal(0, ByteOrderMark.LengthIn("{}"u8));
        Assert.Equal(0, ByteOrderMark.LengthIn([0xEF, 0xBB]));
    }

    [Fact]
    public void An_error_shows_the_name_it_is_about_on_one_line()
    {
        var fault = Assert.Throws<FormatException>(() => AssetName.Parse("/camera//a\nb"));
        Assert.Contains("/camera//a?b", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Contains("asset name", fault.Message, StringComparison.Ordinal);
    }

    private static string Refused<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, type)).Message;
}
