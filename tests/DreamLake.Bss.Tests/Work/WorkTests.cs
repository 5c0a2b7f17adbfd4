using System.Security.Cryptography;
using System.Text.Json;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Hosting.Limits;
using Xunit;

namespace DreamLake.Bss.Tests.Work;

/// <summary>What is under way, as <c>/work</c> tells it to each of what is theirs.</summary>
public sealed class WorkTests(Lake lake)
{
    private const int Part = 5 * 1024 * 1024;
    private readonly string _owner = "work-" + Guid.NewGuid().ToString("N")[..12];

    [Fact]
    public async Task An_upload_is_told_with_the_parts_that_are_there()
    {
        using var client = lake.Bss.Client(_owner);
        var sha256 = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var begun = await client.PostAsync("/videos/upload/multipart/init", new
        {
            owner = _owner, project = "p", hash = sha256[..16], sha256, size = 2 * Part, contentType = "video/mp4",
        });
        var (uploadId, key) = (begun.GetProperty("uploadId").GetString(), begun.GetProperty("key").GetString());
        var urls = await client.PostAsync("/videos/upload/multipart/parts", new { uploadId, key, partNumbers = new[] { 1, 2 } });
        Assert.Equal((0, 0, 2 * Part), Progress(await client.ReadAsync("/work"), sha256));
        await lake.PutAsync(urls.GetProperty("1").GetString()!, new byte[Part]);
        Assert.Equal((1, Part, 2 * Part), Progress(await client.ReadAsync("/work"), sha256));

        using var mallory = lake.Bss.Client("mallory-" + _owner);
        AssertNothing(await mallory.ReadAsync("/work"));
        using var everyone = lake.Bss.Client("root", wholeLake: true);
        Assert.Equal((1, Part, 2 * Part), Progress(await everyone.ReadAsync("/work"), sha256));

        await client.PostAsync("/videos/upload/multipart/abort", new { uploadId, key });
        Assert.Empty((await client.ReadAsync("/work")).GetProperty("uploads").EnumerateArray());
    }

    [Fact]
    public async Task A_split_that_waits_is_told_with_what_it_waits_for_and_what_is_stored_beside_its_limit()
    {
        await lake.Bss.LimitAsync(new NamespaceLimits { Namespace = _owner, Bytes = 5000, Objects = 7 });
        var content = RandomNumberGenerator.GetBytes(1000);
        var stagingHash = await lake.StoreAsync("/videos", _owner, "p", content);
        using var client = lake.Bss.Client(_owner);
        var id = (await client.PostAsync(
            "/videos", new { name = "/camera/run.mp4", owner = _owner, project = "p", stagingHash })).GetProperty("id").GetString();
        var split = lake.Bss.SignedUrl.Sign(
            "POST", new Uri(lake.Bss.Address, $"/videos/{id}/split?asset=a&namespace={_owner}"), TimeSpan.FromHours(1));
        using var dispatched = await lake.Anonymous.PostAsync(split, content: null, TestContext.Current.CancellationToken);
        dispatched.EnsureSuccessStatusCode();

        var work = await client.ReadAsync("/work");
        var job = Assert.Single(work.GetProperty("jobs").EnumerateArray());
        Assert.Equal((id, "/camera/run.mp4", "video"), (Text(job, "mediaId"), Text(job, "name"), Text(job, "type")));
        Assert.Contains(Text(job, "state"), new[] { "waiting", "running" });
        var used = Assert.Single(work.GetProperty("used").EnumerateArray());
        Assert.Equal((_owner, 1, 1000, 5000, 7), (Text(used, "namespace"), Number(used, "contents"), Number(used, "bytes"),
            Number(used, "mostBytes"), Number(used, "mostContents")));
        var proofs = work.GetProperty("proofs");
        Assert.Equal(1, Number(proofs, "stored") + Number(proofs, "proven"));
        Assert.Equal(0, Number(proofs, "broken"));
        using var mallory = lake.Bss.Client("mallory-" + _owner);
        AssertNothing(await mallory.ReadAsync("/work"));
    }

    private static (long Parts, long Bytes, long Size) Progress(JsonElement work, string sha256)
    {
        var upload = Assert.Single(work.GetProperty("uploads").EnumerateArray(), upload => Text(upload, "hash") == sha256[..16]);
        Assert.Equal("open", Text(upload, "state"));
        return (Number(upload, "parts"), Number(upload, "bytes"), Number(upload, "size"));
    }

    private static void AssertNothing(JsonElement work)
    {
        foreach (var part in new[] { "uploads", "jobs", "used" }) Assert.Empty(work.GetProperty(part).EnumerateArray());
        foreach (var count in new[] { "waiting", "stored", "proven", "broken" })
            Assert.Equal(0, Number(work.GetProperty("proofs"), count));
    }

    private static string? Text(JsonElement of, string field) => of.GetProperty(field).GetString();

    private static int Number(JsonElement of, string field) => of.GetProperty(field).GetInt32();
}
