using System.Text.Json.Nodes;
using DreamLake.Engine.Steps;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests.Resilience;

public sealed class PresignedUrlTests
{
    [Theory]
    [InlineData("X-Amz-Date=20260102T030405Z&X-Amz-Expires=900&X-Amz-Signature=x", "2026-01-02T03:19:05Z")]
    [InlineData("X-Amz-Signature=x", null)]
    [InlineData("X-Amz-Date=yesterday&X-Amz-Expires=900", null)]
    public void It_tells_when_it_expires(string query, string? expected) =>
        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected),
            new PresignedUrl(new Uri("http://s3/a?" + query)).ExpiresAt);

    [Fact]
    public async Task URLs_of_twelve_seconds_carry_an_upload_that_takes_longer_whatever_this_machines_clock() =>
        await Task.WhenAll(new[] { 0, 20, -20 }.Select(async minutesAhead =>
        {
            await using var scene = await FakeScene.StartAsync();
            (scene.Lake.UrlLifetime, scene.Lake.ClockAhead) = (TimeSpan.FromSeconds(12), TimeSpan.FromMinutes(minutesAhead));
            scene.Lake.Intercept = async context =>
            {
                if (context.Request.Method == "PUT") await Task.Delay(3500, context.RequestAborted);
                return false;
            };
            var result = await scene.UploadAsync(scene.File("a.mp4", 31 * Scene.MiB), scene.Options with { PartWorkers = 1 });
            Assert.Equal(UploadOutcome.Stored, result.Outcome);
            // No URL was used that would have been refused.
            Assert.Equal(4, scene.Lake.PutCount);
            Assert.InRange(scene.Lake.Count("POST", "/multipart/parts"), 2, 4);
        }));

    [Fact]
    public async Task At_most_32_are_signed_at_once_and_only_for_parts_to_be_sent()
    {
        await using var scene = await FakeScene.StartAsync();
        await scene.UploadAsync(scene.File("a.mp4", 101 * Scene.MiB));
        var asked = scene.Lake.Requests.Where(r => r.Path.EndsWith("/multipart/parts", StringComparison.Ordinal)).Select(r => JsonNode.Parse(r.Body!)!["partNumbers"]!.AsArray().Select(n => (int)n!).ToArray()).ToArray();
        Assert.All(asked, numbers => Assert.InRange(numbers.Length, 1, 32));
        Assert.Equal(Enumerable.Range(1, 11), asked.SelectMany(n => n).Order());
    }
}
