using System.Net;
using System.Text;
using System.Text.Json;
using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>The Lambda hashes what it fetches: what it finds to be other bytes, BSS looks at again.</summary>
public sealed class DoubtedContentTests(Lake lake)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_job_carries_the_verified_digest_and_bytes_that_are_others_by_now_are_damaged()
    {
        using var alice = lake.Bss.Client();
        var (project, content) = ("doubted-" + Guid.NewGuid().ToString("N")[..12], "a film, as far as BSS can tell"u8.ToArray());
        var id = await DispatchAsync(alice, project, content);
        using var body = new MemoryStream(Encoding.UTF8.GetBytes("A film, as far as BSS can tell"));
        var key = $"alice/{project}/staging/{ContentLake.Digest(content)[..16]}";
        await lake.Bss.S3.PutObjectAsync(new() { BucketName = BssHost.Bucket, Key = key, InputStream = body }, Cancellation);

        Assert.Equal(ContentLake.Digest(content), await lake.Bss.DoubtJobAsync(id));

        var status = await UntilAsync(alice, id, told => told.GetProperty("status").GetString() == "damaged");
        Assert.Contains(ContentLake.Digest(content), status.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.False(status.TryGetProperty("verified", out _));
    }

    [Fact]
    public async Task Bytes_that_are_whole_all_the_same_stay_verified_and_are_split_once_more_and_no_more_than_once()
    {
        using var alice = lake.Bss.Client();
        var id = await DispatchAsync(alice, "doubted-" + Guid.NewGuid().ToString("N")[..12], "another film"u8.ToArray());
        var before = (await alice.ReadAsync($"/videos/status?ids={id}"))[0].GetProperty("verified").GetProperty("at").GetDateTimeOffset();
        var words = new HashSet<string>();
        await lake.Bss.DoubtJobAsync(id);
        await UntilAsync(alice, id, told =>
        {
            words.Add(Status(told));
            return told.GetProperty("verified").GetProperty("at").GetDateTimeOffset() > before;
        });
        await CountedAsync($"SELECT COUNT(*) FROM jobs WHERE MediaId = '{id}' AND State = 'Waiting'");
        // Whoever waits for an end never sees one that is none.
        Assert.Equal(["processing"], words);

        await lake.Bss.DoubtJobAsync(id);
        await UntilAsync(alice, id, told => Status(told) == "failed");
    }

    [Fact]
    public async Task What_was_damaged_is_split_once_more_when_it_is_mended()
    {
        using var alice = lake.Bss.Client();
        var (project, content) = ("doubted-" + Guid.NewGuid().ToString("N")[..12], "a film that is mended"u8.ToArray());
        var id = await DispatchAsync(alice, project, content);
        using var body = new MemoryStream("a film that is broken"u8.ToArray());
        var key = $"alice/{project}/staging/{ContentLake.Digest(content)[..16]}";
        await lake.Bss.S3.PutObjectAsync(new() { BucketName = BssHost.Bucket, Key = key, InputStream = body }, Cancellation);
        await lake.Bss.DoubtJobAsync(id);
        await UntilAsync(alice, id, told => Status(told) == "damaged");

        Assert.Equal(HttpStatusCode.OK, await alice.UploadAsync(project, content, tellsDigest: true));
        await UntilAsync(alice, id, told => Status(told) == "processing");
        await CountedAsync($"SELECT COUNT(*) FROM jobs WHERE MediaId = '{id}' AND State = 'Waiting' AND ContentKey <> '{key}'");
    }

    private async Task CountedAsync(string jobs)
    {
        while (await lake.Bss.CountJobsAsync(jobs) == 0) await Task.Delay(20, Cancellation);
    }

    private static string Status(JsonElement told) => told.GetProperty("status").GetString()!;

    private async Task<string> DispatchAsync(HttpClient alice, string project, byte[] content)
    {
        Assert.Equal(HttpStatusCode.OK, await alice.UploadAsync(project, content, tellsDigest: true));
        var (stagingHash, sha256) = (ContentLake.Digest(content)[..16], ContentLake.Digest(content));
        var registered = await alice.PostAsync("/videos", new { name = "/a.mp4", owner = "alice", project, stagingHash, sha256 });
        var id = registered.GetProperty("id").GetString()!;
        var split = lake.Bss.SignedUrl.Sign("POST", new Uri(lake.Bss.Address, $"/videos/{id}/split?asset=a&n=0"), TimeSpan.FromHours(1));
        using var accepted = await alice.PostAsync(split, null, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        return id;
    }

    private static async Task<JsonElement> UntilAsync(HttpClient client, string id, Func<JsonElement, bool> until)
    {
        while (true)
        {
            var status = (await client.ReadAsync($"/videos/status?ids={id}"))[0];
            if (until(status)) return status;
            await Task.Delay(20, Cancellation);
        }
    }
}
