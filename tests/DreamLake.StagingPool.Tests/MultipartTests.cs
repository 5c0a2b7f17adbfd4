using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.StagingPool.Storage;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>The rules of multipart uploads, and S3's codes for what breaks them.</summary>
public sealed class MultipartTests : PoolTests
{
    private const int PartSize = 5 * Mebibyte;

    [Fact]
    public async Task Parts_that_cannot_make_an_object_are_refused_and_the_upload_goes_on()
    {
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        var one = await Pool.PutPartAsync("k", upload, 1, Bytes(PartSize), Cancellation);
        var small = await Pool.PutPartAsync("k", upload, 2, Bytes(PartSize - 1), Cancellation);
        var three = await Pool.PutPartAsync("k", upload, 3, Bytes(1), Cancellation);

        Assert.Equal("EntityTooSmall", await CompleteCode(upload, one, small, three));
        Assert.Equal("InvalidPart", await CompleteCode(upload, one, new PartETag(4, three.ETag)));
        Assert.Equal("InvalidPart", await CompleteCode(upload, one, new PartETag(3, one.ETag)));
        Assert.Equal("InvalidPartOrder", await CompleteRawCode(upload, three, one));
        Assert.Equal("InvalidPartOrder", await CompleteRawCode(upload, one, three, one));
        Assert.Equal("MalformedXML", await CompleteRawCode(upload));
        Assert.Equal("", await CompleteCode(upload, one, small));
        Assert.Equal(2 * PartSize - 1, (await Pool.S3.GetObjectMetadataAsync(Bucket, "k", Cancellation)).ContentLength);
    }

    [Theory]
    [InlineData("<Complete")]
    [InlineData("<CompleteMultipartUpload><Part><PartNumber>x</PartNumber><ETag>e</ETag></Part></CompleteMultipartUpload>")]
    [InlineData("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><CompleteMultipartUpload>&e;</CompleteMultipartUpload>")]
    public async Task A_document_that_does_not_read_is_malformed(string document) =>
        Assert.Equal("MalformedXML", await PostCode(await Pool.StartUploadAsync("k", Cancellation), document));

    [Theory]
    [InlineData("0")]
    [InlineData("10001")]
    [InlineData("-1")]
    [InlineData("one")]
    public async Task Part_numbers_go_from_1_to_10000(string number)
    {
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Put,
            new Uri(Pool.Address, $"/lake/k?partNumber={number}&uploadId={upload}")) { Content = new ByteArrayContent([1]) };
        using var answer = await Pool.Http.SendAsync(new TestSigner().Sign(request), Cancellation);
        Assert.Equal((HttpStatusCode.BadRequest, "InvalidArgument"), (answer.StatusCode, await CodeOf(answer)));
    }

    [Fact]
    public async Task An_aborted_upload_is_gone_with_its_bytes()
    {
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        var part = await Pool.PutPartAsync("k", upload, 1, Bytes(100), Cancellation);

        await Pool.S3.AbortMultipartUploadAsync(Bucket, "k", upload, Cancellation);

        Assert.Equal("NoSuchUpload", await CodeOf(() => Pool.S3.ListPartsAsync(Bucket, "k", upload, Cancellation)));
        Assert.Equal("NoSuchUpload", await CodeOf(() => Pool.S3.AbortMultipartUploadAsync(Bucket, "k", upload, Cancellation)));
        Assert.Equal("NoSuchUpload", await CompleteCode(upload, part));
        using var late = await Pool.Http.PutAsync(Pool.PresignPart("k", upload, 2), new ByteArrayContent([1]), Cancellation);
        Assert.Equal((HttpStatusCode.NotFound, "NoSuchUpload"), (late.StatusCode, await CodeOf(late)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Folder, Bucket, "content")));
    }

    [Fact]
    public async Task A_completed_upload_is_over_and_an_id_belongs_to_its_key()
    {
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        var part = await Pool.PutPartAsync("k", upload, 1, Bytes(100), Cancellation);
        Assert.Equal("NoSuchUpload", await CodeOf(() => Pool.S3.ListPartsAsync(Bucket, "another", upload, Cancellation)));
        Assert.Equal("NoSuchUpload", await CodeOf(() => Pool.S3.ListPartsAsync(Bucket, "k", "../../x", Cancellation)));

        Assert.Equal("", await CompleteCode(upload, part));

        Assert.Equal("NoSuchUpload", await CodeOf(() => Pool.S3.ListPartsAsync(Bucket, "k", upload, Cancellation)));
        Assert.Equal("NoSuchUpload", await CodeOf(() => Pool.S3.AbortMultipartUploadAsync(Bucket, "k", upload, Cancellation)));
        Assert.Equal(100, (await Pool.GetAsync("k", Cancellation)).Length);
    }

    [Fact]
    public async Task A_part_sent_again_replaces_the_one_before()
    {
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        var (before, after) = (Bytes(10), Bytes(20));
        var old = await Pool.PutPartAsync("k", upload, 1, before, Cancellation);
        var replaced = await Pool.PutPartAsync("k", upload, 1, after, Cancellation);

        var listed = Assert.Single((await Pool.S3.ListPartsAsync(Bucket, "k", upload, Cancellation)).Parts);
        Assert.Equal((20L, replaced.ETag), (listed.Size, listed.ETag));
        Assert.Equal("InvalidPart", await CompleteCode(upload, old));
        Assert.Equal("", await CompleteCode(upload, replaced));
        Assert.Equal(after, await Pool.GetAsync("k", Cancellation));
        Assert.Single(Directory.EnumerateFiles(Path.Combine(Folder, Bucket, "content"), "*.part", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_same_part_sent_by_many_at_once_is_there_once_and_whole()
    {
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        var contents = Enumerable.Range(0, 8).Select(i => Enumerable.Repeat((byte)i, 300_000).ToArray()).ToArray();
        await Task.WhenAll(contents.Select(c => Pool.PutPartAsync("k", upload, 1, c, Cancellation)));

        var listed = Assert.Single((await Pool.S3.ListPartsAsync(Bucket, "k", upload, Cancellation)).Parts);
        Assert.Equal("", await CompleteCode(upload, new PartETag(1, listed.ETag)));
        var stored = await Pool.GetAsync("k", Cancellation);
        Assert.Contains(contents, c => c.AsSpan().SequenceEqual(stored));
    }

    [Fact]
    public async Task Overwriting_shows_the_old_or_the_new_and_keeps_only_the_new()
    {
        await Pool.PutAsync("k", Bytes(10), Cancellation);
        var content = Bytes(50);
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        var part = await Pool.PutPartAsync("k", upload, 1, content, Cancellation);
        Assert.Equal(10, (await Pool.GetAsync("k", Cancellation)).Length);

        Assert.Equal("", await CompleteCode(upload, part));

        Assert.Equal(content, await Pool.GetAsync("k", Cancellation));
        Assert.Single(Directory.EnumerateFileSystemEntries(Path.Combine(Folder, Bucket, "content")));
    }

    [Fact]
    public async Task Ten_thousand_parts_are_listed_page_by_page()
    {
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        var folder = Path.Combine(Folder, Bucket, "content", upload);
        for (var number = 1; number <= 10_000; number++)
        {
            var part = Path.Combine(folder, new PartFile { Number = number, Generation = 1, ETag = $"{number:x32}" }.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(part)!);
            await File.WriteAllBytesAsync(part, [], Cancellation);
        }

        var listed = new List<PartDetail>();
        for (int? marker = 0; marker is not null;)
        {
            var page = await Pool.S3.ListPartsAsync(
                new ListPartsRequest { BucketName = Bucket, Key = "k", UploadId = upload, PartNumberMarker = $"{marker}" }, Cancellation);
            Assert.InRange(page.Parts.Count, 1, 1000);
            listed.AddRange(page.Parts);
            marker = page.IsTruncated == true ? page.NextPartNumberMarker : null;
        }

        Assert.Equal(Enumerable.Range(1, 10_000), listed.Select(p => p.PartNumber!.Value));
    }

    [Fact]
    public async Task Parts_are_paged_as_the_client_asks()
    {
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        foreach (var number in (int[])[99, 1, 100, 7]) await Pool.PutPartAsync("k", upload, number, Bytes(1), Cancellation);

        var first = await Pool.S3.ListPartsAsync(
            new ListPartsRequest { BucketName = Bucket, Key = "k", UploadId = upload, MaxParts = 2 }, Cancellation);
        var second = await Pool.S3.ListPartsAsync(
            new ListPartsRequest { BucketName = Bucket, Key = "k", UploadId = upload, MaxParts = 2, PartNumberMarker = "7" }, Cancellation);

        Assert.Equal(([1, 7], true, 7),
            (first.Parts.Select(p => p.PartNumber!.Value).ToArray(), first.IsTruncated, first.NextPartNumberMarker), PageComparer);
        Assert.Equal(([99, 100], false, 100),
            (second.Parts.Select(p => p.PartNumber!.Value).ToArray(), second.IsTruncated, second.NextPartNumberMarker), PageComparer);
    }

    [Fact]
    public async Task An_upload_with_a_checksum_takes_parts_without_and_holds_complete_against_it()
    {
        var upload = (await Pool.S3.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = Bucket, Key = "k", ChecksumAlgorithm = ChecksumAlgorithm.CRC32C },
            Cancellation)).UploadId;
        var part = await Pool.PutPartAsync("k", upload, 1, "123456789"u8.ToArray(), Cancellation);

        var listed = await Pool.S3.ListPartsAsync(Bucket, "k", upload, Cancellation);
        Assert.Equal(("CRC32C", "4waSgw=="), (listed.ChecksumAlgorithm.Value, Assert.Single(listed.Parts).ChecksumCRC32C));
        Assert.Equal("InvalidPart", await CompleteCode(upload, new PartETag(1, part.ETag) { ChecksumCRC32C = "AAAAAA==" }));
        var completed = await Pool.CompleteAsync("k", upload, Cancellation, new PartETag(1, part.ETag) { ChecksumCRC32C = "4waSgw==" });
        Assert.EndsWith("-1", completed.ChecksumCRC32C, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CRC32", "y/Q5Jg==")]
    [InlineData("CRC32C", "4waSgw==")]
    [InlineData("CRC64NVME", "rosUhgp5mIg=")]
    public async Task A_checksum_of_the_full_object_is_put_together_from_its_parts(string algorithm, string ofContent)
    {
        var upload = (await Pool.S3.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = Bucket, Key = "k", ChecksumAlgorithm = algorithm,
            ChecksumType = ChecksumType.FULL_OBJECT }, Cancellation)).UploadId;
        var first = Bytes(PartSize);
        var one = await Pool.PutPartAsync("k", upload, 1, first, Cancellation);
        var two = await Pool.PutPartAsync("k", upload, 2, "123456789"u8.ToArray(), Cancellation);
        using var digest = Payload.DigestAlgorithm.Find(algorithm)!.Create();
        digest.Append("123456789"u8);
        Assert.Equal(ofContent, Convert.ToBase64String(digest.Value()));
        using var whole = Payload.DigestAlgorithm.Find(algorithm)!.Create();
        whole.Append(first);
        whole.Append("123456789"u8);

        var wrong = new CompleteMultipartUploadRequest { BucketName = Bucket, Key = "k", UploadId = upload, PartETags = [one, two],
            ChecksumType = ChecksumType.FULL_OBJECT };
        (wrong.ChecksumCRC32, wrong.ChecksumCRC32C, wrong.ChecksumCRC64NVME) =
            algorithm == "CRC32" ? (
                ofContent, null, null) : algorithm == "CRC32C" ? (null, ofContent, null) : ((string?)null, (string?)null, ofContent);
        Assert.Equal("BadDigest", await CodeOf(() => Pool.S3.CompleteMultipartUploadAsync(wrong, Cancellation)));
        var completed = await Pool.CompleteAsync("k", upload, Cancellation, one, two);

        Assert.Equal(Convert.ToBase64String(whole.Value()), completed.ChecksumCRC32 ?? completed.ChecksumCRC32C
            ?? completed.ChecksumCRC64NVME);
        Assert.Equal(ChecksumType.FULL_OBJECT, completed.ChecksumType);
    }

    [Fact]
    public async Task A_checksum_that_nobody_kept_cannot_be_asked_for_at_complete()
    {
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        var part = await Pool.PutPartAsync("k", upload, 1, Bytes(1), Cancellation);
        var request = new CompleteMultipartUploadRequest { BucketName = Bucket, Key = "k", UploadId = upload, PartETags = [part],
            ChecksumCRC32C = "4waSgw==" };
        Assert.Equal("InvalidRequest", await CodeOf(() => Pool.S3.CompleteMultipartUploadAsync(request, Cancellation)));
    }

    [Fact]
    public async Task Of_a_part_that_was_sent_twice_side_by_side_the_one_that_was_answered_last_is_taken()
    {
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        var first = await Pool.PutPartAsync("k", upload, 1, "BBBBBBBB"u8.ToArray(), Cancellation);
        var last = await Pool.PutPartAsync("k", upload, 1, "AAAAAAAA"u8.ToArray(), Cancellation);

        Assert.Equal("InvalidPart", await CompleteRawCode(upload, last, first));
        Assert.Equal("", await CompleteRawCode(upload, first, last));

        Assert.Equal("AAAAAAAA"u8.ToArray(), await Pool.GetAsync("k", Cancellation));
        // Asked again, it answers as the first time.
        Assert.Equal("", await CompleteRawCode(upload, first, last));
    }

    private static IEqualityComparer<(int[], bool?, int?)> PageComparer { get; } =
        EqualityComparer<(int[] Numbers, bool? More, int? Next)>.Create(
        (x, y) => x.Numbers.SequenceEqual(y.Numbers) && x.More == y.More && x.Next == y.Next);

    private async Task<string> CompleteCode(string upload, params PartETag[] parts)
    {
        try
        {
            await Pool.CompleteAsync("k", upload, Cancellation, parts);
            return "";
        }
        catch (AmazonS3Exception refused)
        {
            return refused.ErrorCode;
        }
    }

    // The SDK sorts the parts, so what is out of order has to be sent by hand.
    private Task<string> CompleteRawCode(string upload, params PartETag[] parts) =>
        PostCode(upload, $"<CompleteMultipartUpload>{string.Concat(parts.Select(p => $"<Part><PartNumber>{p.PartNumber}</PartNumber><ETag>{p.ETag}</ETag></Part>"))}</CompleteMultipartUpload>");

    private async Task<string> PostCode(string upload, string document)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(Pool.Address, $"/lake/k?uploadId={upload}")) { Content = new StringContent(document) };
        using var answer = await Pool.Http.SendAsync(new TestSigner().Sign(request), Cancellation);
        return answer.IsSuccessStatusCode ? "" : await CodeOf(answer);
    }
}
