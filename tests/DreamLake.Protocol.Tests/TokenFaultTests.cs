using System.Text;
using Xunit;

namespace DreamLake.Protocol.Tests;

public sealed class TokenFaultTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Theory]
    [InlineData(null, "No token is set.")]
    [InlineData("", "No token is set.")]
    [InlineData("word", "The token is none: a token is three parts with dots between them.")]
    [InlineData("a.b.c.d", "The token is none: a token is three parts with dots between them.")]
    [InlineData("x.y.z", "The token is garbled: its middle part cannot be read.")]
    public void What_can_be_no_token_is_told(string? token, string expected) => Assert.Equal(expected, TokenClaims.FaultOf(token, Now));

    [Theory]
    [InlineData("""{"exp":1800000001}""", null)]
    [InlineData("""{"exp":1800000000}""", "The token expired at 2027-01-15 08:00:00Z.")]
    [InlineData("""{"exp":1e300}""", "The token is garbled: its middle part cannot be read.")]
    [InlineData("""{"exp":"soon"}""", null)]
    [InlineData("""{"sub":"alice"}""", null)]
    [InlineData("[]", null)]
    public void One_that_has_expired_says_when(string claims, string? expected)
    {
        var payload = Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)).TrimEnd('=');
        Assert.Equal(expected, TokenClaims.FaultOf($"head.{payload}.sig", Now));
    }
}
