using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Xunit;

namespace DreamLake.Protocol.Tests;

/// <summary>The very text of each message: a name that differs by a letter is another protocol.</summary>
public sealed class MessageTests
{
    private const string Key = "alice/robotics/staging/abc123def4567890";

    [Fact]
    public void What_another_lake_means_by_metadata_does_not_spoil_its_listing()
    {
        var known = Read("""{"id":1,"metadata":{"durationSec":1.5,"entryCount":2,"more":"x"}}""", ProtocolJson.Default.ListedAsset);
        Assert.Equal(new AssetMetadata { DurationSec = 1.5, EntryCount = 2 }, known.Metadata);
        foreach (var other in new[] { "\"text\"", "[1]", "7", "null", """{"width":"wide"}""" })
        {
            var asset = Read($$"""{"id":1,"metadata":{{other}}}""", ProtocolJson.Default.ListedAsset);
            Assert.Equal(("1", null), (asset.Id, asset.Metadata));
        }
    }

    [Fact]
    public void Init()
    {
        IsWritten("""{"owner":"alice","project":"robotics","hash":"abc123def4567890","contentType":"video/mp4"}""",
            new InitRequest("alice", "robotics", "abc123def4567890", "video/mp4"), ProtocolJson.Default.InitRequest);
        IsWritten($$"""{"uploadId":"u1","key":"{{Key}}"}""", new InitResponse("u1", Key), ProtocolJson.Default.InitResponse);
        IsWritten($$"""{"uploadId":"u1","key":"{{Key}}","checksumAlgorithm":"CRC32C"}""", new InitResponse("u1", Key, "CRC32C"), ProtocolJson.Default.InitResponse);
    }

    [Fact]
    public void Sign_parts()
    {
        IsWritten($$"""{"uploadId":"u1","key":"{{Key}}","partNumbers":[1,2]}""", new SignPartsRequest("u1", Key, [1, 2]), ProtocolJson.Default.SignPartsRequest);
        IsWritten("""{"uploadId":"u1","key":"k1","partNumbers":[1],"checksums":{"1":"yZRlqg=="}}""",
            new SignPartsRequest("u1", "k1", [1], new Dictionary<string, string> { ["1"] = "yZRlqg==" }),
            ProtocolJson.Default.SignPartsRequest);
        IsWritten("""{"uploadId":"u1","key":"k1","partNumbers":[1],"expiresIn":900}""",
            new SignPartsRequest("u1", "k1", [1], ExpiresIn: 900), ProtocolJson.Default.SignPartsRequest);
    }

    [Fact]
    public void Signed_parts_are_written_in_both_forms_and_read_in_either()
    {
        const string Map = """{"1":"https://pool.example/1","2":"https://pool.example/2"}""";
        var urls = new Dictionary<string, string> { ["1"] = "https://pool.example/1", ["2"] = "https://pool.example/2" };
        var written = $$"""{{Map[..^1]}},"parts":{{Map}}}""";
        Assert.Equal(written, JsonSerializer.Serialize(new SignPartsResponse(urls), ProtocolJson.Default.SignPartsResponse));
        foreach (var text in new[] { Map, $$"""{"parts":{{Map}}}""", written })
            Assert.Equal(urls, Read(text, ProtocolJson.Default.SignPartsResponse).Urls);
    }

    [Fact]
    public void Register_with_the_server_answers_the_leafs_node()
    {
        IsWritten("""{"id":"a1","lambdaUrl":"https://bss.example/x","nodeId":"7"}""",
            new RegisterAssetResponse("a1", "https://bss.example/x", "7"), ProtocolJson.Default.RegisterAssetResponse);
        Assert.Equal("7", Read("""{"id":1,"nodeId":7}""", ProtocolJson.Default.RegisterAssetResponse).NodeId);
    }

    [Fact]
    public void Parts_done()
    {
        IsWritten("""{"expired":false,"parts":[{"partNumber":1,"etag":"e1"}]}""", new PartsDoneResponse(false, [new PartDone(1, "e1")]), ProtocolJson.Default.PartsDoneResponse);
        IsWritten("""{"expired":true,"parts":[]}""", new PartsDoneResponse(true, []), ProtocolJson.Default.PartsDoneResponse);
        IsWritten("""{"parts":[{"partNumber":1,"etag":"e1","size":5242880}]}""", new PartsDoneResponse(null, [new PartDone(1, "e1", 5242880)]), ProtocolJson.Default.PartsDoneResponse);
        var bare = Read("{}", ProtocolJson.Default.PartsDoneResponse);
        Assert.Equal((null, null), (bare.Expired, bare.Parts));
    }

    [Fact]
    public void Complete_and_abort()
    {
        IsWritten($$"""{"uploadId":"u1","key":"{{Key}}","parts":[{"partNumber":1,"etag":"e1"},{"partNumber":2,"etag":"e2"}]}""",
            new CompleteRequest("u1", Key, [new PartDone(1, "e1"), new PartDone(2, "e2")]), ProtocolJson.Default.CompleteRequest);
        IsWritten($$"""{"uploadId":"u1","key":"{{Key}}"}""", new AbortRequest("u1", Key), ProtocolJson.Default.AbortRequest);
        IsWritten("""{"success":true}""", new SuccessResponse(true), ProtocolJson.Default.SuccessResponse);
        IsWritten("""{"success":false,"error":"NoSuchUpload"}""", new SuccessResponse(false, "NoSuchUpload"), ProtocolJson.Default.SuccessResponse);
        Assert.Null(Read("{}", ProtocolJson.Default.SuccessResponse).Success);
    }

    [Fact]
    public void Register_with_BSS()
    {
        IsWritten("""{"name":"/a.srt","owner":"alice","project":"robotics","episodeId":"run-042","stagingHash":"abc123def4567890","format":"srt","size":3,"sha256":"ff","contentType":"application/x-subrip"}""",
            new RegisterMediaRequest
            {
                Name = "/a.srt", Owner = "alice", Project = "robotics", EpisodeId = "run-042", StagingHash = "abc123def4567890",
                Format = "srt", Size = 3, Sha256 = "ff", ContentType = "application/x-subrip",
            }, ProtocolJson.Default.RegisterMediaRequest);
        IsWritten("""{"name":"/a.mp4","owner":"alice","project":"robotics","stagingHash":"abc123def4567890"}""",
            new RegisterMediaRequest { Name = "/a.mp4", Owner = "alice", Project = "robotics", StagingHash = "abc123def4567890" },
            ProtocolJson.Default.RegisterMediaRequest);
        IsWritten("""{"id":"m1"}""", new RegisterMediaResponse("m1"), ProtocolJson.Default.RegisterMediaResponse);
        IsWritten("""{"id":"m1","entryCount":2,"fields":["t","label"]}""", new RegisterMediaResponse("m1", 2, ["t", "label"]), ProtocolJson.Default.RegisterMediaResponse);
    }

    [Fact]
    public void Register_with_the_server()
    {
        IsWritten("""{"namespace":"alice","space":"robotics","episodeName":"run-042","name":"/a.mp4","bssVideoId":"m1","fps":29.97,"lens":"24mm","size":3,"sha256":"ff","contentType":"video/mp4","hash":"abc123def4567890"}""",
            new RegisterAssetRequest
            {
                Namespace = "alice", Space = "robotics", EpisodeName = "run-042", Name = "/a.mp4", BssVideoId = "m1", Fps = 29.97, Lens = "24mm",
                Size = 3, Sha256 = "ff", ContentType = "video/mp4", Hash = "abc123def4567890",
            }, ProtocolJson.Default.RegisterAssetRequest);
        IsWritten("""{"id":"a1","lambdaUrl":"http://localhost/split"}""", new RegisterAssetResponse("a1", "http://localhost/split"), ProtocolJson.Default.RegisterAssetResponse);
        IsWritten("""{"id":"a1"}""", new RegisterAssetResponse("a1"), ProtocolJson.Default.RegisterAssetResponse);
    }

    [Theory]
    [InlineData("video", "bssVideoId"), InlineData("audio", "bssAudioId"), InlineData("label-track", "bssLabelId"), InlineData("text-track", "bssTextTrackId")]
    public void Each_type_has_its_id_in_its_own_field(string word, string field)
    {
        Assert.True(AssetType.TryFromWord(word, out var type));
        var request = new RegisterAssetRequest { Name = "/a" }.WithBssId(type, "m1");
        IsWritten($$"""{"name":"/a","{{field}}":"m1"}""", request, ProtocolJson.Default.RegisterAssetRequest);
        Assert.Equal("m1", request.BssIdOf(type));
        Assert.All(AssetType.All.Where(other => other != type), other => Assert.Null(request.BssIdOf(other)));
    }

    [Fact]
    public void Reading_back()
    {
        var created = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        IsWritten<IReadOnlyList<AssetListing>>("""[{"id":"a1","name":"/a.mp4","createdAt":"2026-03-01T12:00:00+00:00","status":"stored","bssId":"m1"}]""",
            [new AssetListing { Id = "a1", Name = "/a.mp4", CreatedAt = created, Status = AssetStatus.Stored, BssId = "m1" }], ProtocolJson.Default.IReadOnlyListAssetListing);
        IsWritten<IReadOnlyList<AssetListing>>(
            """[{"id":"a1","name":"/a.vtt","createdAt":"2026-03-01T12:00:00+00:00","episode":"run-042","status":"failed","statusReason":"why","bssId":"m1","size":3,"sha256":"ff","hash":"abc123def4567890","contentType":"text/vtt","fps":30,"lens":"24mm","format":"vtt","playlistUrl":"http://localhost/p"}]""",
            [
                new AssetListing
                {
                    Id = "a1", Name = "/a.vtt", CreatedAt = created, Episode = "run-042", Status = AssetStatus.Failed, StatusReason = "why", BssId = "m1", Size = 3,
                    Sha256 = "ff", Hash = "abc123def4567890", ContentType = "text/vtt", Fps = 30, Lens = "24mm", Format = "vtt", PlaylistUrl = "http://localhost/p",
                },
            ], ProtocolJson.Default.IReadOnlyListAssetListing);
        IsWritten("""{"url":"https://pool.example/a"}""", new DownloadResponse("https://pool.example/a"), ProtocolJson.Default.DownloadResponse);
        IsWritten("""{"fps":29.97,"durationSec":12.5,"width":640,"height":360,"streams":["abc123def4567890"]}""",
            new MediaMetadata { Fps = 29.97, DurationSec = 12.5, Width = 640, Height = 360, Streams = ["abc123def4567890"] },
            ProtocolJson.Default.MediaMetadata);
        IsWritten("""{"streams":[]}""", new MediaMetadata { Streams = [] }, ProtocolJson.Default.MediaMetadata);
        IsWritten<IReadOnlyList<MediaStatus>>("""[{"id":"m1","status":"ready","streams":["abc123def4567890"]},{"id":"m2","status":"processing","reason":"why","streams":[]}]""",
            [new MediaStatus("m1", AssetStatus.Ready, null, ["abc123def4567890"]), new MediaStatus("m2", AssetStatus.Processing, "why", [])],
            ProtocolJson.Default.IReadOnlyListMediaStatus);
    }

    [Fact]
    public void Problems_of_both_forms()
    {
        IsWritten("""{"status":404,"title":"Not Found","detail":"There is none."}""",
            new Problem { Status = 404, Title = "Not Found", Detail = "There is none." }, ProtocolJson.Default.Problem);
        Assert.Equal("no such upload", Read("""{"error":"no such upload"}""", ProtocolJson.Default.Problem).Error);
        Assert.Equal("d", Read("""{"type":"about:blank","detail":"d","traceId":"x","errors":{}}""", ProtocolJson.Default.Problem).Detail);
    }

    [Fact]
    public void The_words_of_a_status() =>
        Assert.Equal(["stored", "processing", "ready", "failed"],
            [AssetStatus.Stored, AssetStatus.Processing, AssetStatus.Ready, AssetStatus.Failed]);

    [Fact]
    public void Fields_that_are_unknown_are_ignored()
    {
        Assert.Equal(new InitResponse("u1", Key), Read($$"""{"bucket":"b","uploadId":"u1","key":"{{Key}}","region":{"name":"x"},"more":[1,null]}""", ProtocolJson.Default.InitResponse));
        Assert.Equal(new PartDone(1, "e1"), Assert.Single(Read("""{"parts":[{"partNumber":1,"etag":"e1","lastModified":"x"}]}""", ProtocolJson.Default.PartsDoneResponse).Parts!));
        Assert.Equal("a1", Read("""{"id":"a1","lambdaUrl":null,"version":2}""", ProtocolJson.Default.RegisterAssetResponse).Id);
        Assert.Null(Read("""{"id":"a1"}""", ProtocolJson.Default.RegisterAssetResponse).LambdaUrl);
    }

    [Fact]
    public void Absent_and_null_are_one()
    {
        var absent = Read("""{"namespace":"alice","name":"/a"}""", ProtocolJson.Default.RegisterAssetRequest);
        var isNull = Read(
            """{"namespace":"alice","name":"/a","episodeName":null,"fps":null,"size":null}""", ProtocolJson.Default.RegisterAssetRequest);
        Assert.Equal(absent, isNull);
        IsWritten("{}", new RegisterAssetRequest(), ProtocolJson.Default.RegisterAssetRequest);
    }

    /// <summary>Written exactly so, and the same again once read.</summary>
    private static void IsWritten<T>(string json, T message, JsonTypeInfo<T> type)
    {
        Assert.Equal(json, JsonSerializer.Serialize(message, type));
        Assert.Equal(json, JsonSerializer.Serialize(Read(json, type), type));
    }

    private static T Read<T>(string json, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(json, type)!;
}
