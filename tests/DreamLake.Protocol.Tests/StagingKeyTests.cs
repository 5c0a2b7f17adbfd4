using CsCheck;
using Xunit;

namespace DreamLake.Protocol.Tests;

public sealed class StagingKeyTests
{
    [Fact]
    public void A_key_says_whose_it_is_and_what_it_holds()
    {
        var key = StagingKey.For("alice", "robotics", "abc123def4567890");
        Assert.Equal("alice/robotics/staging/abc123def4567890", key);
        Assert.True(StagingKey.TryParse(key, out var owner, out var project, out var hash));
        Assert.Equal(("alice", "robotics", "abc123def4567890"), (owner, project, hash));
    }

    [Theory]
    [InlineData(null),
        InlineData(""),
        InlineData("alice/robotics/abc123def4567890"),
        InlineData("alice/robotics/segments/abc123def4567890")]
    [InlineData("alice/robotics/staging/abc123def4567890/x"),
        InlineData("/robotics/staging/abc123def4567890"),
        InlineData("alice//staging/abc123def4567890")]
    [InlineData("../robotics/staging/abc123def4567890"),
        InlineData("alice/robotics/staging/ABC123DEF4567890"),
        InlineData("alice/robotics/staging/..")]
    [InlineData("alice/robotics/staging/abc123def4567890\n"), InlineData("alice/robotics/staging/abc12")]
    public void Other_keys_are_not_of_the_pool(string? key) => Assert.False(StagingKey.TryParse(key, out _, out _, out _));

    [Theory]
    [InlineData(null), InlineData("alice"), InlineData("alice/robotics/segments/abc123def4567890")]
    public void What_is_no_key_of_the_pool_names_nobody(string? key)
    {
        Assert.False(StagingKey.TryParse(key, out var owner, out var project, out var hash));
        Assert.Equal(("", "", ""), (owner, project, hash));
    }

    [Theory]
    [InlineData("abc123de", true),
        InlineData("abc123def456", true),
        InlineData("abc12", false),
        InlineData("", false),
        InlineData(null, false),
        InlineData("ghijklmn", false)]
    public void A_hash_is_8_to_64_lower_case_hex_digits(string? text, bool isHash)
    {
        Assert.Equal(isHash, StagingKey.IsHash(text));
        Assert.True(StagingKey.IsHash(new string('0', 64)));
        Assert.False(StagingKey.IsHash(new string('0', 65)));
    }

    [Theory]
    [InlineData(8, false), InlineData(15, false), InlineData(16, true), InlineData(17, false), InlineData(63, false), InlineData(64, true)]
    public void A_hash_in_a_message_has_16_digits_or_64(int digits, bool isHash)
    {
        Assert.Equal(isHash, StagingKey.IsHashOfMessage(new string('a', digits)));
        Assert.Equal(digits == 64, StagingKey.IsSha256(new string('a', digits)));
        Assert.False(StagingKey.IsHashOfMessage(new string('A', digits)) || StagingKey.IsHashOfMessage(new string('a', digits) + "\n"));
    }

    [Fact]
    public void Every_key_comes_round() =>
        Gen.Select(Texts.Name, Texts.Name).Sample((owner, project) =>
            StagingKey.TryParse(StagingKey.For(owner, project, "abc123def4567890"), out var o, out var p, out _) && o == owner
                && p == project);
}
