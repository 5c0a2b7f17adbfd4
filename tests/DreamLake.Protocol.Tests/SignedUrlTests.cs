using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.Protocol.Tests;

public sealed class SignedUrlTests
{
    private static readonly Uri Address = new("http://localhost:10234/videos/media-1/split?asset=a1&take=2");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SignedUrl _signedUrl;

    public SignedUrlTests() => _signedUrl = new SignedUrl(new byte[32], _time);

    [Fact]
    public void It_has_the_protocols_form()
    {
        var signed = _signedUrl.Sign("POST", Address, TimeSpan.FromHours(1));
        Assert.Matches(
            @"^http://localhost:10234/videos/media-1/split\?asset=a1&take=2&expires=1772370000&sig=[0-9a-f]{64}$",
            signed.AbsoluteUri);
    }

    [Fact]
    public void The_signature_is_over_method_path_and_the_sorted_other_parameters()
    {
        var signed = _signedUrl.Sign("POST", new Uri("http://localhost/b%C3%A9?z=1&a=x%20y"), TimeSpan.FromHours(1));
        var expected = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(
            new byte[32], "POST\n/bé\na=x%20y&expires=1772370000&z=1"u8.ToArray()));
        Assert.EndsWith("&sig=" + expected, signed.Query, StringComparison.Ordinal);
    }

    /// <summary>What BSS signs another program may check: both have to read a query in the same way.</summary>
    [Theory]
    [InlineData("?a=2&a=1", "a=1&a=2&expires=1772370000")]
    [InlineData("?=x&flag", "=x&expires=1772370000&flag=")]
    public void Values_of_one_name_are_sorted_and_a_name_or_a_value_may_be_missing(string query, string signedText)
    {
        var signed = _signedUrl.Sign("GET", new Uri("http://localhost/b" + query), TimeSpan.FromHours(1));
        var expected = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(
            new byte[32], System.Text.Encoding.UTF8.GetBytes($"GET\n/b\n{signedText}")));
        Assert.EndsWith("&sig=" + expected, signed.Query, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_method_that_it_was_signed_for_is_taken()
    {
        var signed = Signed();
        Assert.True(_signedUrl.IsGenuine("POST", signed.AbsolutePath, signed.Query));
        Assert.True(_signedUrl.IsGenuine("post", signed.AbsolutePath, signed.Query[1..]));
        Assert.False(_signedUrl.IsGenuine("GET", signed.AbsolutePath, signed.Query));
        Assert.False(_signedUrl.IsGenuine("", signed.AbsolutePath, signed.Query));
    }

    [Theory]
    [InlineData("/videos/media-2/split"),
        InlineData("/audio/media-1/split"),
        InlineData("/videos/media-1/split/"),
        InlineData("/VIDEOS/media-1/split"),
        InlineData("")]
    public void An_altered_path_is_refused(string path) => Assert.False(_signedUrl.IsGenuine("POST", path, Signed().Query));

    [Theory]
    [InlineData("asset=a1", "asset=a2")]
    [InlineData("asset=a1", "asset=")]
    [InlineData("asset=a1&", "")]
    [InlineData("asset=a1", "asset=a1&asset=a1")]
    [InlineData("asset=a1", "Asset=a1")]
    [InlineData("take=2", "take=2&more=1")]
    [InlineData("asset=a1&take=2", "asset=2&take=a1")]
    [InlineData("asset=a1&take=2", "asset=a1%26take%3D2")]
    [InlineData("expires=1772370000", "expires=1772370001")]
    [InlineData("expires=1772370000", "expires=9999999999999999999999")]
    [InlineData("expires=1772370000", "expires=-1")]
    [InlineData("expires=1772370000", "expires=")]
    [InlineData("&expires=1772370000", "")]
    [InlineData("expires=1772370000", "expires=1772370000&expires=1772370000")]
    [InlineData("expires=1772370000", "expires=1772370000&expires=9999999999")]
    [InlineData("sig=", "sig=0")]
    [InlineData("sig=", "signature=")]
    [InlineData("sig=", "sig=&sig=")]
    [InlineData("sig=", "sig=%00")]
    public void An_altered_query_is_refused(string part, string altered)
    {
        var query = Signed().Query;
        Assert.Contains(part, query, StringComparison.Ordinal);
        Assert.False(_signedUrl.IsGenuine("POST", Address.AbsolutePath, query.Replace(part, altered, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_signature_given_twice_is_refused_even_if_both_are_right()
    {
        var query = Signed().Query;
        var signature = query[query.IndexOf("&sig=", StringComparison.Ordinal)..];
        Assert.False(_signedUrl.IsGenuine("POST", Address.AbsolutePath, query + signature));
    }

    [Fact]
    public void Each_digit_of_the_signature_counts()
    {
        var query = Signed().Query;
        for (var at = query.Length - 64; at < query.Length; at++)
        {
            var other = query[at] == '0' ? '1' : '0';
            Assert.False(_signedUrl.IsGenuine("POST", Address.AbsolutePath, query[..at] + other + query[(at + 1)..]));
        }

        Assert.False(_signedUrl.IsGenuine("POST", Address.AbsolutePath, query[..^1]));
    }

    [Fact]
    public void Parameters_in_another_order_are_the_same_address()
    {
        var reversed = string.Join('&', Signed().Query[1..].Split('&').Reverse());
        Assert.True(_signedUrl.IsGenuine("POST", Address.AbsolutePath, reversed));
    }

    [Fact]
    public void It_is_good_until_the_second_in_which_it_expires()
    {
        var signed = Signed();
        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.True(_signedUrl.IsGenuine("POST", signed.AbsolutePath, signed.Query));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_signedUrl.IsGenuine("POST", signed.AbsolutePath, signed.Query));
    }

    [Fact]
    public void Signing_anew_replaces_the_former_signature()
    {
        var first = Signed();
        _time.Advance(TimeSpan.FromHours(2));
        var second = _signedUrl.Sign("POST", first, TimeSpan.FromHours(1));
        Assert.True(_signedUrl.IsGenuine("POST", second.AbsolutePath, second.Query));
        Assert.Equal(_signedUrl.Sign("POST", Address, TimeSpan.FromHours(1)), second);
    }

    [Fact]
    public void A_fragment_is_dropped_and_an_address_without_a_query_is_signed_too()
    {
        var signed = _signedUrl.Sign("GET", new Uri("https://lake.example/a#b"), TimeSpan.FromHours(1));
        Assert.Equal(("/a", ""), (signed.AbsolutePath, signed.Fragment));
        Assert.True(_signedUrl.IsGenuine("GET", "/a", signed.Query));
    }

    [Theory]
    [InlineData("/videos/füße 1/split", "/videos/f%C3%BC%C3%9Fe%201/split")]
    [InlineData("/videos/漢字/split", "/videos/%e6%bc%a2%e5%ad%97/split")]
    [InlineData("/videos/😀/split", "/videos/😀/split")]
    public void A_path_may_be_escaped_anew_on_its_way(string path, string asItComes)
    {
        var signed = _signedUrl.Sign("POST", new Uri("http://localhost" + path), TimeSpan.FromHours(1));
        Assert.True(_signedUrl.IsGenuine("POST", signed.AbsolutePath, signed.Query));
        Assert.True(_signedUrl.IsGenuine("POST", asItComes, signed.Query));
        Assert.False(_signedUrl.IsGenuine("POST", asItComes.Replace("split", "spl%C3%AFt", StringComparison.Ordinal), signed.Query));
    }

    [Fact]
    public void Another_key_refuses_it()
    {
        var signed = Signed();
        var other = new SignedUrl([.. Enumerable.Repeat((byte)1, 32)], _time);
        Assert.False(other.IsGenuine("POST", signed.AbsolutePath, signed.Query));
    }

    [Fact]
    public void A_short_key_is_refused() => Assert.Throws<ArgumentException>(() => new SignedUrl(new byte[31], _time));

    [Fact]
    public void Whatever_is_signed_is_genuine_and_no_other_value_is() =>
        Gen.Select(Texts.Name, Texts.Name, Texts.Name).Sample((level, name, value) =>
        {
            var address = new Uri(
                $"http://localhost/v/{Uri.EscapeDataString(level)}/x?p{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}");
            var signed = _signedUrl.Sign("GET", address, TimeSpan.FromHours(1));
            return _signedUrl.IsGenuine("GET", signed.AbsolutePath, signed.Query)
                && !_signedUrl.IsGenuine(
                    "GET",
                    signed.AbsolutePath,
                    signed.Query.Replace("&expires", "x&expires", StringComparison.Ordinal));
        });

    [Fact]
    public void No_query_at_all_makes_it_throw() => Texts.Any.Sample(query => !_signedUrl.IsGenuine("GET", query, query));

    private Uri Signed() => _signedUrl.Sign("POST", Address, TimeSpan.FromHours(1));
}
