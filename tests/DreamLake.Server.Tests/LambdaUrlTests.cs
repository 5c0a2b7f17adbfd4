using System.Net;
using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using Xunit;

namespace DreamLake.Server.Tests;

public sealed class LambdaUrlTests : LakeTest
{
    private readonly HttpClient _http = new();

    [Theory]
    [InlineData("media-1")]
    [InlineData("with a space & more?")]
    [InlineData("füße#1")]
    [InlineData("a+b=c;d,e")]
    public async Task It_needs_no_token_and_names_the_asset_whatever_the_id_holds(string bssId)
    {
        var answer = await RegisterAsync(AssetType.Video, "/run01.mp4", bssId);
        using var accepted = await _http.PostAsync(answer.LambdaUrl, null, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal($"\"{bssId} for {answer.Id}\"",
            System.Text.RegularExpressions.Regex.Unescape(await accepted.Content.ReadAsStringAsync(Cancellation)));
        Assert.Equal("", Bss.Authorizations.Last());
    }

    [Fact]
    public async Task It_is_refused_once_altered()
    {
        var answer = await RegisterAsync(AssetType.Video, "/run01.mp4", "media-1");
        foreach (var altered in new[]
        {
            answer.LambdaUrl!.Replace("media-1", "media-2", StringComparison.Ordinal),
            answer.LambdaUrl.Replace(answer.Id!, "another", StringComparison.Ordinal),
            answer.LambdaUrl.Replace("namespace=alice", "namespace=bob", StringComparison.Ordinal),
            answer.LambdaUrl.Replace("/videos/", "/audio/", StringComparison.Ordinal),
        })
        {
            using var refused = await _http.PostAsync(altered, null, Cancellation);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }

    [Fact]
    public async Task It_is_another_one_each_time_even_within_a_second()
    {
        var first = await RegisterAsync(AssetType.Video, "/run01.mp4", "media-1");
        var second = await RegisterAsync(AssetType.Video, "/run01.mp4", "media-1");
        Assert.Equal(first.Id, second.Id);
        Assert.NotEqual(first.LambdaUrl, second.LambdaUrl);
    }

    [Fact]
    public async Task It_names_the_namespace_that_the_asset_was_registered_in()
    {
        var answer = await RegisterAsync(AssetType.Video, "/run01.mp4", "media-1");
        Assert.Contains("&namespace=alice&", answer.LambdaUrl, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_lasts_as_long_as_the_options_say()
    {
        var answer = await RegisterAsync(AssetType.Video, "/run01.mp4", "media-1");
        Time.Advance(TimeSpan.FromMinutes(59));
        using var accepted = await _http.PostAsync(answer.LambdaUrl, null, Cancellation);
        Time.Advance(TimeSpan.FromMinutes(1));
        using var expired = await _http.PostAsync(answer.LambdaUrl, null, Cancellation);
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Forbidden), (accepted.StatusCode, expired.StatusCode));
    }
}
