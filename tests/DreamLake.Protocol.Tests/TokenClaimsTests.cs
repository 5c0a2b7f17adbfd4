using System.Buffers.Text;
using System.Text;
using CsCheck;
using Xunit;

namespace DreamLake.Protocol.Tests;

public sealed class TokenClaimsTests
{
    [Theory]
    [InlineData("""{"username":"alice","sub":"1234"}""", "alice")]
    [InlineData("""{"sub":"1234"}""", "1234")]
    [InlineData("""{"username":"","sub":"1234"}""", "1234")]
    [InlineData("""{"username":7,"sub":"1234"}""", "1234")]
    [InlineData("""{"username":null,"sub":"1234"}""", "1234")]
    [InlineData("""{"username":"Zoë 😀"}""", "Zoë 😀")]
    [InlineData("""{"sub":7}""", null)]
    [InlineData("""{"name":"alice"}""", null)]
    [InlineData("{}", null)]
    [InlineData("[]", null)]
    [InlineData("\"alice\"", null)]
    [InlineData("null", null)]
    [InlineData("", null)]
    [InlineData("{", null)]
    [InlineData("""{"username":"\ud800"}""", null)]
    public void The_namespace_is_the_username_else_the_sub(string claims, string? expected) =>
        Assert.Equal(expected, TokenClaims.NamespaceOf(TokenOf(claims)));

    [Fact]
    public void Payloads_of_every_length_are_read()
    {
        for (var length = 1; length <= 8; length++)
        {
            var name = new string('ÿ', length);
            Assert.Equal(name, TokenClaims.NamespaceOf(TokenOf($$"""{"sub":"{{name}}"}""")));
        }
    }

    [Theory]
    [InlineData(null),
        InlineData(""),
        InlineData("nonsense"),
        InlineData("a.b"),
        InlineData("a.b.c.d"),
        InlineData(".."),
        InlineData("a.!!!.c"),
        InlineData("a.e30=.c.")]
    public void What_is_no_token_has_no_namespace(string? token) => Assert.Null(TokenClaims.NamespaceOf(token));

    [Fact]
    public void No_text_makes_it_throw() =>
        Gen.OneOf(
            Gen.String,
            Gen.Byte.Array.Select(bytes => $"a.{Base64Url.EncodeToString(bytes)}.c"),
            Gen.String.Select(TokenOf),
            Gen.String.Select(text => $"a.{text}.c"))
            .Sample(token => { _ = TokenClaims.NamespaceOf(token); });

    private static string TokenOf(string claims) => $"eyJhbGciOiJIUzI1NiJ9.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";
}
