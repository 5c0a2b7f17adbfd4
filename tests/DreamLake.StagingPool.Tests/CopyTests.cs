using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.StagingPool.Storage;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>Copies: no byte is written for them, and none is lost whichever of the sharers goes first.</summary>
public sealed class CopyTests : PoolTests
{
    private const int PartSize = 5 * Mebibyte;
    private readonly byte[] _content = Bytes((2 * PartSize) + 100);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var upload = await Pool.StartUploadAsync("source", Cancellation);
        var parts = await Task.WhenAll(
            _content.Chunk(PartSize).Select((bytes, i) => Pool.PutPartAsync("source", upload, i + 1, bytes, Cancellation)));
        await Pool.CompleteAsync("source", upload, Cancellation, parts);
    }

    [Fact]
    public async Task A_copy_shares_the_files_of_its_source_and_outlives_it()
    {
        await Pool.S3.PutBucketAsync("another", Cancellation);
        var copied = await Pool.S3.CopyObjectAsync(Bucket, "source", "another", "a copy/ü", Cancellation);
        Assert.Matches("-3\"$", copied.ETag);
        AssertShares(FilesOf(Bucket).First(), FilesOf("another").First());

        await Pool.S3.DeleteObjectAsync(Bucket, "source", Cancellation);
        await RestartAsync();

        Assert.Equal(_content, await GetAsync("another", "a copy/ü"));
        await Pool.S3.DeleteObjectAsync("another", "a copy/ü", Cancellation);
        Assert.Empty(FilesOf(Bucket).Concat(FilesOf("another")));
    }

    [Fact]
    public async Task A_source_outlives_its_copy_and_what_replaces_that()
    {
        await Pool.S3.CopyObjectAsync(Bucket, "source", Bucket, "copy", Cancellation);
        await Pool.PutAsync("copy", Bytes(10), Cancellation);
        await Pool.S3.DeleteObjectAsync(Bucket, "copy", Cancellation);
        Assert.Equal(_content, await Pool.GetAsync("source", Cancellation));
        Assert.Equal(3, FilesOf(Bucket).Length);
    }

    [Fact]
    public async Task Parts_are_made_of_ranges_without_a_byte_written()
    {
        var upload = await Pool.StartUploadAsync("made", Cancellation);
        // Across the border of two parts, and not on any.
        var first = await CopyPartAsync("made", upload, 1, 1000, PartSize + 2999);
        var second = await CopyPartAsync("made", upload, 2, 7, 7);
        Assert.Equal([PartSize + 2000L, 1L],
            (await Pool.S3.ListPartsAsync(Bucket, "made", upload, Cancellation)).Parts.Select(p => p.Size!.Value));

        await Pool.CompleteAsync("made", upload, Cancellation, first, second);
        await Pool.S3.DeleteObjectAsync(Bucket, "source", Cancellation);
        await RestartAsync();

        Assert.Equal((byte[])[.. _content[1000..(PartSize + 3000)], _content[7]], await Pool.GetAsync("made", Cancellation));
        using var ranged = await Pool.S3.GetObjectAsync(
            new GetObjectRequest { BucketName = Bucket, Key = "made", ByteRange = new ByteRange(PartSize - 1001, PartSize) }, Cancellation);
        using var bytes = new MemoryStream();
        await ranged.ResponseStream.CopyToAsync(bytes, Cancellation);
        Assert.Equal(_content[(PartSize - 1)..(PartSize + 1001)], bytes.ToArray());

        // And once more of that: ranges of ranges.
        await Pool.S3.CopyObjectAsync(Bucket, "made", Bucket, "again", Cancellation);
        var deeper = await Pool.StartUploadAsync("deeper", Cancellation);
        var part = await CopyPartAsync("deeper", deeper, 5, PartSize - 1100, PartSize, source: "again");
        await Pool.CompleteAsync("deeper", deeper, Cancellation, part);
        Assert.Equal(_content[(PartSize - 100)..(PartSize + 1001)], await Pool.GetAsync("deeper", Cancellation));
        Assert.Equal(5, Assert.Single((await AttributesAsync("deeper")).ObjectParts.Parts).PartNumber);
    }

    [Fact]
    public async Task A_copied_part_is_replaced_and_aborted_with_all_its_files()
    {
        var upload = await Pool.StartUploadAsync("made", Cancellation);
        await CopyPartAsync("made", upload, 1, 0, _content.Length - 1);
        await CopyPartAsync("made", upload, 1, 5, 10);
        Assert.Equal(6, Assert.Single((await Pool.S3.ListPartsAsync(Bucket, "made", upload, Cancellation)).Parts).Size);
        // The source's three, one slice and the list of slices.
        Assert.Equal(5, FilesOf(Bucket).Length);

        await Pool.S3.AbortMultipartUploadAsync(Bucket, "made", upload, Cancellation);

        Assert.Equal(3, FilesOf(Bucket).Length);
        Assert.Equal(_content, await Pool.GetAsync("source", Cancellation));
    }

    [Fact]
    public async Task A_copied_part_of_an_upload_with_checksums_has_one()
    {
        var upload = (await Pool.S3.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = Bucket, Key = "made", ChecksumAlgorithm = ChecksumAlgorithm.CRC32 },
            Cancellation)).UploadId;
        var part = await Pool.S3.CopyPartAsync(
            new CopyPartRequest { SourceBucket = Bucket, SourceKey = "source", DestinationBucket = Bucket, DestinationKey = "made",
            UploadId = upload, PartNumber = 1, FirstByte = 3, LastByte = 9 },
            Cancellation);
        var expected = new System.IO.Hashing.Crc32();
        expected.Append(_content.AsSpan(3, 7));
        var value = expected.GetCurrentHash();
        Array.Reverse(value);
        Assert.Equal(Convert.ToBase64String(value), part.ChecksumCRC32);
        await Pool.CompleteAsync("made", upload, Cancellation, new PartETag(1, part.ETag));
        Assert.Equal(_content[3..10], await Pool.GetAsync("made", Cancellation));
    }

    [Theory]
    [InlineData("bytes=0-10485860", HttpStatusCode.RequestedRangeNotSatisfiable, "InvalidRange")]
    [InlineData("bytes=0-", HttpStatusCode.BadRequest, "InvalidArgument")]
    [InlineData("bytes=5-4", HttpStatusCode.BadRequest, "InvalidArgument")]
    [InlineData("0-2", HttpStatusCode.BadRequest, "InvalidArgument")]
    public async Task A_range_that_the_source_does_not_have_is_refused(string range, HttpStatusCode status, string code)
    {
        var upload = await Pool.StartUploadAsync("made", Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(Pool.Address, $"/{Bucket}/made?partNumber=1&uploadId={upload}"));
        request.Headers.Add("x-amz-copy-source", $"/{Bucket}/source");
        request.Headers.Add("x-amz-copy-source-range", range);
        using var answer = await Pool.Http.SendAsync(new TestSigner().Sign(request), Cancellation);
        Assert.Equal((status, code), (answer.StatusCode, await CodeOf(answer)));
    }

    [Fact]
    public async Task Metadata_goes_with_the_copy_or_is_replaced()
    {
        var put = new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "hello", ContentType = "video/mp4" };
        put.Metadata["source"] = "camera";
        await Pool.S3.PutObjectAsync(put, Cancellation);

        var kept = await Pool.S3.CopyObjectAsync(Bucket, "k", Bucket, "kept", Cancellation);
        var replacing = new CopyObjectRequest { SourceBucket = Bucket, SourceKey = "k", DestinationBucket = Bucket, DestinationKey = "k", MetadataDirective = S3MetadataDirective.REPLACE, ContentType = "audio/mpeg" };
        await Pool.S3.CopyObjectAsync(replacing, Cancellation);

        Assert.Equal("\"5d41402abc4b2a76b9719d911017c592\"", kept.ETag);
        var (one, two) = (await Pool.S3.GetObjectMetadataAsync(Bucket, "kept", Cancellation),
            await Pool.S3.GetObjectMetadataAsync(Bucket, "k", Cancellation));
        Assert.Equal(("video/mp4", "camera"), (one.Headers.ContentType, one.Metadata["source"]));
        Assert.Equal(("audio/mpeg", 0, 5L), (two.Headers.ContentType, two.Metadata.Count, two.ContentLength));
        Assert.Equal("InvalidRequest", await CodeOf(() => Pool.S3.CopyObjectAsync(Bucket, "k", Bucket, "k", Cancellation)));
    }

    [Fact]
    public async Task Conditions_hold_of_the_source_and_of_the_target()
    {
        var etag = (await Pool.S3.GetObjectMetadataAsync(Bucket, "source", Cancellation)).ETag;
        Assert.Equal("PreconditionFailed", await CodeOf(() => Pool.S3.CopyObjectAsync(Copy(r => r.ETagToMatch = "\"other\""), Cancellation)));
        Assert.Equal("PreconditionFailed", await CodeOf(() => Pool.S3.CopyObjectAsync(Copy(r => r.ETagToNotMatch = etag), Cancellation)));
        await Pool.S3.CopyObjectAsync(Copy(r => r.ETagToMatch = etag), Cancellation);
        Assert.Equal("NoSuchKey", await CodeOf(() => Pool.S3.CopyObjectAsync(Copy(r => r.SourceKey = "missing"), Cancellation)));
        Assert.Equal("NoSuchBucket", await CodeOf(() => Pool.S3.CopyObjectAsync(Copy(r => r.SourceBucket = "missing"), Cancellation)));
    }

    [Fact]
    public async Task A_copy_that_a_process_ended_in_is_swept_and_its_source_keeps_its_bytes()
    {
        var source = Assert.Single(Directory.GetDirectories(Path.Combine(Folder, Bucket, "content")));
        var content = ContentAddress.Create(Bucket, "copy");
        var folder = Path.Combine(Folder, Bucket, "content", content.Id);
        SharedFiles.Share(Pool.Service<PoolFiles>(),
            Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories)
            .Select(f => (f, Path.Combine(folder, Path.GetRelativePath(source, f)))), Cancellation);
        Pool.Service<ProcessFolder>().Note(content);

        await RestartAsync();

        Assert.False(Directory.Exists(folder));
        Assert.Equal(_content, await Pool.GetAsync("source", Cancellation));
    }

    private static CopyObjectRequest Copy(Action<CopyObjectRequest> more)
    {
        var request =
            new CopyObjectRequest { SourceBucket = Bucket, SourceKey = "source", DestinationBucket = Bucket, DestinationKey = "copy" };
        more(request);
        return request;
    }

    private async Task<PartETag> CopyPartAsync(string key, string upload, int number, long first, long last, string source = "source")
    {
        var part = await Pool.S3.CopyPartAsync(
            new CopyPartRequest
            {
                SourceBucket = Bucket, SourceKey = source, DestinationBucket = Bucket, DestinationKey = key,
                UploadId = upload, PartNumber = number, FirstByte = first, LastByte = last,
            },
            Cancellation);
        return new PartETag(number, part.ETag);
    }

    private Task<GetObjectAttributesResponse> AttributesAsync(string key) => Pool.S3.GetObjectAttributesAsync(
        new GetObjectAttributesRequest { BucketName = Bucket, Key = key,
        ObjectAttributes = [ObjectAttributes.ObjectParts, ObjectAttributes.ObjectSize] }, Cancellation);

    // Two names for the same bytes: what is written under one is read under the other.
    private static void AssertShares(string one, string other)
    {
        var before = File.ReadAllBytes(one);
        File.WriteAllText(one, "changed");
        var seen = File.ReadAllText(other);
        File.WriteAllBytes(one, before);
        Assert.Equal("changed", seen);
    }

    private string[] FilesOf(string bucket) =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, bucket, "content"), "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)];

    private async Task<byte[]> GetAsync(string bucket, string key)
    {
        using var answer = await Pool.S3.GetObjectAsync(bucket, key, Cancellation);
        using var bytes = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    private async Task RestartAsync()
    {
        await Pool.DisposeAsync();
        Pool = await PoolServer.StartAsync(Folder);
    }
}
