using CsCheck;
using Xunit;

namespace DreamLake.Protocol.Tests;

public sealed class EpisodeAddressTests
{
    [Theory]
    [InlineData("robotics", null, "robotics", null)]
    [InlineData("robotics:run-042", null, "robotics", "run-042")]
    [InlineData("alice@robotics", "alice", "robotics", null)]
    [InlineData("alice@robotics:run-042", "alice", "robotics", "run-042")]
    [InlineData("robotics:experiments/2026/run-042", null, "robotics", "experiments/2026/run-042")]
    [InlineData("robotics:mail@example", null, "robotics", "mail@example")]
    [InlineData("robotics:12:30", null, "robotics", "12:30")]
    [InlineData("Ünï@räum:läuf 1", "Ünï", "räum", "läuf 1")]
    [InlineData("a.b@c.d:e.f", "a.b", "c.d", "e.f")]
    [InlineData("😀@😀:😀", "😀", "😀", "😀")]
    public void Good_addresses(string text, string? @namespace, string space, string? episode)
    {
        var address = EpisodeAddress.Parse(text);
        Assert.Equal((@namespace, space, episode), (address.Namespace, address.Space, address.Episode));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData(null, "the space is empty")]
    [InlineData("", "the space is empty")]
    [InlineData(" ", "the space begins or ends with a space")]
    [InlineData("@", "the namespace is empty")]
    [InlineData(":", "the space is empty")]
    [InlineData("@robotics", "the namespace is empty")]
    [InlineData("alice@", "the space is empty")]
    [InlineData("alice@:run", "the space is empty")]
    [InlineData("robotics:", "the episode is empty")]
    [InlineData("alice@bob@robotics", "the space 'bob@robotics' holds '@'")]
    [InlineData("ali/ce@robotics", "the namespace 'ali/ce' holds '/'")]
    [InlineData("robo/tics", "the space 'robo/tics' holds '/'")]
    [InlineData("robo\\tics", "the space 'robo\\tics' holds '\\'")]
    [InlineData("..@robotics", "the namespace cannot be '..'")]
    [InlineData(".:run", "the space cannot be '.'")]
    [InlineData("robotics:a/../b", "the episode cannot be '..'")]
    [InlineData("robotics:/run", "has an empty level")]
    [InlineData("robotics:run/", "has an empty level")]
    [InlineData("robotics:a//b", "has an empty level")]
    [InlineData("robotics: run", "the episode begins or ends with a space")]
    [InlineData("robotics:x@y\\z", "the episode 'x@y\\z' holds '\\'")]
    [InlineData("robo\ntics", "the space holds a control character")]
    [InlineData("robotics:a\0b", "the episode holds a control character")]
    public void Bad_addresses_are_refused_in_one_clear_line(string? text, string because)
    {
        Assert.False(EpisodeAddress.TryParse(text, out var address, out var fault));
        Assert.Null(address);
        Assert.Contains(because, fault, StringComparison.Ordinal);
        Assert.Contains("[namespace@]space[:episode]", fault, StringComparison.Ordinal);
        Assert.DoesNotContain(fault, char.IsControl);
        Assert.Equal(fault, Assert.Throws<FormatException>(() => EpisodeAddress.Parse(text!)).Message);
    }

    [Theory] // Numbers, because an attribute cannot hold such a text.
    [InlineData(0xD83D), InlineData(0xDE00)]
    public void Half_of_a_character_is_refused(int half)
    {
        foreach (var text in new[] { "robotics:" + (char)half, (char)half + "@robotics", "a" + (char)half + "b" })
            Assert.Contains(
                "half of a character",
                Assert.Throws<FormatException>(() => EpisodeAddress.Parse(text)).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_may_be_200_characters_long_and_no_longer()
    {
        Assert.Equal(200, EpisodeAddress.Parse(new string('a', 200)).Space.Length);
        Assert.Contains(
            "longer than 200",
            Assert.Throws<FormatException>(() => EpisodeAddress.Parse(new string('a', 201))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_namespace_is_filled_in_only_where_it_was_left_out()
    {
        Assert.Equal("bob@robotics:run", EpisodeAddress.Parse("robotics:run").WithNamespace("bob").ToString());
        Assert.Equal("alice@robotics:run", EpisodeAddress.Parse("alice@robotics:run").WithNamespace("bob").ToString());
        Assert.Contains(
            "namespace",
            Assert.Throws<FormatException>(() => EpisodeAddress.Parse("robotics").WithNamespace("a/b")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_written_is_read_as_it_was() =>
        Gen.Select(Texts.Name.Null(), Texts.Name, Texts.Path.Null()).Sample((@namespace, space, episode) =>
        {
            var text = (@namespace is null ? "" : @namespace + "@") + space + (episode is null ? "" : ":" + episode);
            var address = EpisodeAddress.Parse(text);
            return address.Namespace == @namespace && address.Space == space && address.Episode == episode && address.ToString() == text;
        });

    [Fact]
    public void Any_text_is_an_address_that_comes_round_or_a_format_exception() =>
        Texts.Any.Sample(text =>
        {
            try
            {
                var address = EpisodeAddress.Parse(text);
                return address.ToString() == text && EpisodeAddress.Parse(address.ToString()) == address;
            }
            catch (FormatException fault)
            {
                return !fault.Message.Any(char.IsControl);
            }
        });

    [Fact]
    public void Three_names_make_the_address_that_their_text_is()
    {
        Assert.Equal(EpisodeAddress.Parse("alice@robotics:a/b"), EpisodeAddress.TryOf("alice", "robotics", "a/b"));
        Assert.Equal(EpisodeAddress.Parse("alice@robotics"), EpisodeAddress.TryOf("alice", "robotics", ""));
        foreach (var (owner, space, episode) in new[] { (null, "s", null), ("o", null, null), ("", "s", null), ("o", "a:b", null), ("o", "s", "../x") })
            Assert.Null(EpisodeAddress.TryOf(owner, space, episode));
    }
}
