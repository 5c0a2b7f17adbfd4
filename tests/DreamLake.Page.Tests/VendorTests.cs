using System.Security.Cryptography;
using Xunit;

namespace DreamLake.Page.Tests;

/// <summary>The players are those that npm has, by their digests; <c>vendor.sh --check</c> fetches them again and needs npm.</summary>
public sealed class VendorTests
{
    [Theory]
    [InlineData("hls.min.js", "hls.js", "cfc70cc9e9fc63d071919e087670abc760c8fd1bc889b88588026e4d22193bbe")]
    [InlineData("media-chrome.js", "media-chrome", "077b31f0159c1e6d96e5f2675d2c9030b1dda1d34ad207c8494341760c0a1dc3")]
    public void A_player_is_the_one_that_is_published(string name, string package, string sha256)
    {
        using var file = typeof(LakePage).Assembly.GetManifestResourceStream("wwwroot/vendor/" + name)!;
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(file)));
        using var licence = typeof(LakePage).Assembly.GetManifestResourceStream($"wwwroot/vendor/{package}-LICENSE.txt");
        Assert.NotNull(licence);
    }
}
