using System.Net;
using Amazon.Runtime;
using DreamLake.Bss.S3;
using DreamLake.Bss.Tests.Hosts;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.Bss.Tests;

/// <summary>How long a part can be sent to its address: clients in use sign every part before the first PUT.</summary>
public sealed class PartUrlLifetimeTests(Lake lake)
{
    private readonly HttpClient _alice = lake.Bss.Client();

    [Theory]
    [InlineData(null, 86_400)]
    [InlineData(86_400, 86_400)]
    [InlineData(900, 900)]
    [InlineData(60, 60)]
    public async Task An_address_lives_a_day_or_as_short_as_the_client_asks(int? expiresIn, int seconds)
    {
        var url = (await SignAsync(expiresIn)).GetProperty("parts").GetProperty("1").GetString()!;
        Assert.Contains($"X-Amz-Expires={seconds}&", url, StringComparison.Ordinal);
        await lake.PutAsync(url, [1]);
    }

    [Theory]
    [InlineData(59), InlineData(86_401), InlineData(0), InlineData(-1)]
    public async Task A_lifetime_out_of_range_is_refused(int expiresIn)
    {
        var body = new { uploadId = "x", key = "alice/lifetimes/staging/abc123def4567890", partNumbers = new[] { 1 }, expiresIn };
        Assert.Contains("60 to 86400", await _alice.SendAsync("/videos/upload/multipart/parts", body)
            .RefusedAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 600)]
    [InlineData(60 * 48, 86_400)]
    [InlineData(-10, 1)]
    public async Task An_address_does_not_outlive_the_credentials_that_sign_it(int minutes, int seconds)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var s3 = BssHost.ClientOf(new Uri("http://127.0.0.1:9000"));
        var credentials =
            new BasicAWSCredentials(BssHost.AccessKey, BssHost.SecretKey) { Expiration = time.GetUtcNow().AddMinutes(minutes).UtcDateTime };
        var urls = new PartUrls(new PublicS3(s3), credentials, new BssOptions { Bucket = BssHost.Bucket, Database = "" }, time);
        var signed =
            await urls.SignAsync("alice/p/staging/abc123def4567890", "upload-1", [1], new Dictionary<string, string>(), asked: null);
        // The SDK holds the end that it is given against the system's clock, which goes on meanwhile.
        var lives = int.Parse(System.Text.RegularExpressions.Regex.Match(signed["1"], "X-Amz-Expires=([0-9]+)").Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(lives, Math.Max(0, seconds - 120), seconds);
    }

    private async Task<System.Text.Json.JsonElement> SignAsync(int? expiresIn)
    {
        var init = await _alice.PostAsync("/videos/upload/multipart/init", new { owner = "alice", project = "lifetimes", hash = "abc123def4567890", contentType = "video/mp4" });
        var (uploadId, key) = (init.GetProperty("uploadId").GetString(), init.GetProperty("key").GetString());
        return await _alice.PostAsync("/videos/upload/multipart/parts", expiresIn is null
            ? new { uploadId, key, partNumbers = new[] { 1 } }
            : new { uploadId, key, partNumbers = new[] { 1 }, expiresIn });
    }
}
