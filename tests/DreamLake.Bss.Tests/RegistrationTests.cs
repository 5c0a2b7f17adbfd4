using System.Net;
using System.Security.Cryptography;
using System.Text;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Bss.Tests;

public sealed class RegistrationTests(Lake lake)
{
    private readonly HttpClient _alice = lake.Bss.Client();

    public static TheoryData<string> Prefixes => [.. AssetType.All.Select(type => type.BssPrefix)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Prefixes))]
    public async Task Registering_twice_gives_one_id_and_another_name_or_type_another(string prefix)
    {
        var content = Encoding.UTF8.GetBytes("{\"t\": 1}\n");
        var stagingHash = await lake.StoreAsync(prefix, "alice", "twice", content);
        var body = new { name = "/camera/run.jsonl", owner = "alice", project = "twice", episodeId = "a/b", stagingHash,
            size = content.Length, sha256 = Convert.ToHexStringLower(SHA256.HashData(content)) };
        var first = (await _alice.PostAsync(prefix, body)).GetProperty("id").GetString();
        Assert.Matches("^[A-Za-z0-9_-]+$", first);
        Assert.Equal(first, (await _alice.PostAsync(prefix, body)).GetProperty("id").GetString());

        string?[] others =
        [
            (await _alice.PostAsync(prefix, new { name = "/other.jsonl", body.owner, body.project, body.episodeId, stagingHash })).GetProperty("id").GetString(),
            (await _alice.PostAsync(prefix, new { body.name, body.owner, body.project, stagingHash })).GetProperty("id").GetString(),
            (await _alice.PostAsync(prefix == "/videos" ? "/audio" : "/videos", body)).GetProperty("id").GetString(),
        ];
        Assert.Equal(4, others.Append(first).Distinct().Count());
    }

    [Fact]
    public async Task Racing_requests_get_one_id()
    {
        var stagingHash = await lake.StoreAsync("/labels", "alice", "racing", "{}"u8.ToArray());
        var body = new { name = "/a.jsonl", owner = "alice", project = "racing", stagingHash };
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _alice.PostAsync("/labels", body)));
        Assert.Single(answers.Select(answer => answer.GetRawText()).Distinct());
    }

    [Fact]
    public async Task Nothing_under_the_hash_is_404_and_other_content_422()
    {
        var content = "a video"u8.ToArray();
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        var body = new { name = "/a.mp4", owner = "alice", project = "unlike", stagingHash = sha256[..16] };
        Assert.Contains("staging pool", await _alice.SendAsync("/videos", body)
            .RefusedAsync(HttpStatusCode.NotFound), StringComparison.Ordinal);

        await lake.StoreAsync("/videos", "alice", "unlike", content);
        Assert.Contains("7", await _alice.SendAsync("/videos", new { body.name, body.owner, body.project, body.stagingHash, size = 8 })
            .RefusedAsync(HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        Assert.Contains("stagingHash",
            await _alice.SendAsync("/videos", new { body.name, body.owner, body.project, body.stagingHash, sha256 = new string('0', 64) })
            .RefusedAsync(HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await _alice.PostAsync(
            "/videos", new { body.name, body.owner, body.project, body.stagingHash, size = 7, sha256 = sha256.ToUpperInvariant() });
    }

    [Fact]
    public async Task Malformed_fields_are_400()
    {
        const string StagingHash = "abc123def4567890";
        object[] bodies =
        [
            new { owner = "alice", project = "p", stagingHash = StagingHash },
            new { name = "/a/../b.mp4", owner = "alice", project = "p", stagingHash = StagingHash },
            new { name = "/a.mp4", project = "p", stagingHash = StagingHash },
            new { name = "/a.mp4", owner = "alice", stagingHash = StagingHash },
            new { name = "/a.mp4", owner = "alice", project = "p" },
            new { name = "/a.mp4", owner = "alice", project = "p", stagingHash = "../../etc" },
            new { name = "/a.mp4", owner = "alice", project = "p", stagingHash = StagingHash, episodeId = "a//b" },
            new { name = "/a.mp4", owner = "alice", project = "p", stagingHash = StagingHash, sha256 = "abc" },
        ];
        foreach (var body in bodies)
            await _alice.SendAsync("/videos", body).RefusedAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Labels_answer_their_count_and_fields()
    {
        var answer = await (await lake.RegisterAsync("/labels", "labels", "/a.jsonl", "\uFEFF{\"t\":1,\"label\":\"car\"}\r\n\r\n{\"t\":2,\"box\":{\"x\":1}}\r\n")).ReadAsync();
        Assert.Equal(2, answer.GetProperty("entryCount").GetInt32());
        Assert.Equal(["t", "label", "box"], answer.GetProperty("fields").EnumerateArray().Select(field => field.GetString()));
    }

    [Fact]
    public async Task Labels_of_a_table_answer_their_count_and_fields()
    {
        var answer = await (await lake.RegisterAsync("/labels", "tables", "/a.CSV", "t,label\r\n1,car\r\n2,bus\r\n")).ReadAsync();
        Assert.Equal(2, answer.GetProperty("entryCount").GetInt32());
        Assert.Equal(["t", "label"], answer.GetProperty("fields").EnumerateArray().Select(field => field.GetString()));
        await lake.RegisterAsync("/labels", "tables", "/b.csv", "t,label\r\n1\r\n").RefusedAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("/labels", "/a.jsonl", "{}\n{}\n[1]\n", "line 3: ")]
    [InlineData("/text-tracks", "/a.srt", "1\n00:00:01,000 --> 00:00:02,000\nHello\n\n00:00:03,000 --> later\n", "line 5: ")]
    [InlineData("/text-tracks", "/a.vtt", "", "line 1: ")]
    [InlineData("/text-tracks", "/a.jsonl", "{}\n{\n", "line 2: ")]
    public async Task Malformed_tracks_are_422_and_name_the_line_and_are_not_registered(
        string prefix, string name, string text, string line)
    {
        Assert.StartsWith(line, await lake.RegisterAsync(prefix, "broken", name, text)
            .RefusedAsync(HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        Assert.StartsWith(line, await lake.RegisterAsync(prefix, "broken", name, text)
            .RefusedAsync(HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/labels", "/a.jsonl", "", 0)]
    [InlineData("/text-tracks", "/empty.srt", "", 0)]
    [InlineData("/text-tracks", "/a.srt", "1\n00:00:01,000 --> 00:00:02,000\nHello\n", 1)]
    [InlineData("/text-tracks", "/a.VTT", "WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n", 1)]
    [InlineData("/text-tracks", "/a.jsonl", "{}\n{}\n", 2)]
    public async Task Tracks_answer_their_count(string prefix, string name, string text, int count) =>
        Assert.Equal(count, (await (await lake.RegisterAsync(prefix, "tracks", name, text)).ReadAsync())
            .GetProperty("entryCount").GetInt32());

    [Fact]
    public async Task A_format_overrides_the_extension_and_has_to_be_known()
    {
        var stagingHash = await lake.StoreAsync("/text-tracks", "alice", "formats", "WEBVTT\n"u8.ToArray());
        var body = new { name = "/a.txt", owner = "alice", project = "formats", stagingHash, format = "vtt" };
        Assert.Equal(0, (await _alice.PostAsync("/text-tracks", body)).GetProperty("entryCount").GetInt32());
        Assert.Contains("srt, vtt and jsonl",
            await _alice.SendAsync("/text-tracks", new { body.name, body.owner, body.project, stagingHash })
            .RefusedAsync(HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_registered_is_read_back()
    {
        var stagingHash = await lake.StoreAsync("/labels", "alice", "read", "{\"t\":1}"u8.ToArray());
        var body = new { name = "/a.jsonl", owner = "alice", project = "read", episodeId = "run-042", stagingHash, contentType = "application/jsonl" };
        var id = (await _alice.PostAsync("/labels", body)).GetProperty("id").GetString();
        var record = await _alice.ReadAsync($"/labels/{id}");
        Assert.Equal(("/a.jsonl", "run-042", 7L, 1L, "stored"), (
            record.GetProperty("name").GetString(), record.GetProperty("episodeId").GetString(), record.GetProperty("size").GetInt64(),
            record.GetProperty("entryCount").GetInt64(), record.GetProperty("status").GetString()));
        await _alice.GetAsync($"/videos/{id}", Cancellation).RefusedAsync(HttpStatusCode.NotFound);
        var told = Assert.Single((await _alice.ReadAsync($"/labels/status?ids=unknown,{id}")).EnumerateArray());
        Assert.Equal((id, "stored", 0, Convert.ToHexStringLower(SHA256.HashData("{\"t\":1}"u8)), "hash"), (
            told.GetProperty("id").GetString(), told.GetProperty("status").GetString(), told.GetProperty("streams").GetArrayLength(),
            told.GetProperty("verified").GetProperty("sha256").GetString(), told.GetProperty("verified").GetProperty("against").GetString()));

        Assert.Equal("""{"entryCount":1}""", told.GetProperty("metadata").GetRawText());
        Assert.Equal("""{"entryCount":1}""", record.GetProperty("metadata").GetRawText());

        var url = (await _alice.ReadAsync($"/labels/{id}/download?name=übung 1.jsonl")).GetProperty("url").GetString();
        using var download = await lake.Anonymous.GetAsync(url, Cancellation);
        Assert.Equal("{\"t\":1}", await download.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("übung 1.jsonl", download.Content.Headers.ContentDisposition?.FileNameStar);
    }
}
