using System.Net;
using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace DreamLake.Server.Tests;

public sealed class DownloadTests : LakeTest
{
    private const string Address = "/assets/video/download?namespace=alice&space=robotics&episode=run-042&path=/camera/run 01.mp4";

    [Theory]
    [InlineData("video"), InlineData("audio"), InlineData("label-track"), InlineData("text-track")]
    public async Task Each_type_is_fetched_from_BSS_under_its_own_file_name_with_the_callers_token(string word)
    {
        Assert.True(AssetType.TryFromWord(word, out var type));
        await RegisterAsync(type, "/camera/run 01.mp4", "media-1");
        var token = TokenOf("alice");
        using var answer = await GetAsync(Address.Replace("video", word, StringComparison.Ordinal), token);

        Assert.Equal($"https://pool.example/{word}/media-1?as=run 01.mp4", (await ReadAsync<DownloadResponse>(answer)).Url);
        Assert.Equal("Bearer " + token, Assert.Single(Bss.Authorizations));
    }

    [Fact]
    public async Task Without_an_episode_it_is_the_asset_right_under_the_space()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "in-episode");
        await RegisterAsync(AssetType.Video, "/a.mp4", "in-space", episode: null);
        using var answer = await GetAsync("/assets/video/download?space=robotics&episode=&path=a.mp4");
        Assert.Contains("/in-space?", (await ReadAsync<DownloadResponse>(answer)).Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_the_latest_version()
    {
        await RegisterAsync(AssetType.Video, "/camera/run 01.mp4", "media-1");
        await RegisterAsync(AssetType.Video, "/camera/run 01.mp4", "media-2");
        using var answer = await GetAsync(Address);
        Assert.Contains("/media-2?", (await ReadAsync<DownloadResponse>(answer)).Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_BSS_is_down_it_is_unavailable()
    {
        await RegisterAsync(AssetType.Video, "/camera/run 01.mp4", "media-1");
        await Bss.StopAsync();
        await IsProblemAsync(HttpStatusCode.ServiceUnavailable, "try again", await GetAsync(Address));
    }

    [Theory]
    [InlineData(404, "{}", HttpStatusCode.NotFound, "Upload the file again")]
    [InlineData(401, "{}", HttpStatusCode.Unauthorized, "refused this token")]
    [InlineData(403, "{}", HttpStatusCode.Forbidden, "refused this token")]
    [InlineData(500, "https://pool.example/?X-Amz-Signature=secret", HttpStatusCode.ServiceUnavailable, "answered 500")]
    [InlineData(200, "https://pool.example/?X-Amz-Signature=secret", HttpStatusCode.ServiceUnavailable, "not of the protocol")]
    [InlineData(200, "{}", HttpStatusCode.ServiceUnavailable, "no address")]
    public async Task What_BSS_refuses_is_refused_with_the_reason(int code, string body, HttpStatusCode expected, string words)
    {
        await RegisterAsync(AssetType.Video, "/camera/run 01.mp4", "media-1");
        Bss.Instead = context =>
        {
            context.Response.StatusCode = code;
            return context.Response.WriteAsync(body, Cancellation);
        };
        var answer = await GetAsync(Address);
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        await IsProblemAsync(expected, words, answer);
    }
}
