using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>
/// What Complete makes: ETags that tools compare, the parts as clients count them, and one answer however often it is asked.
/// </summary>
public sealed class CompleteTests : PoolTests
{
    private const int PartSize = 5 * Mebibyte;
    private readonly byte[] _content = Bytes((2 * PartSize) + 100);

    [Fact]
    public async Task Asked_again_it_answers_as_the_first_time_for_the_same_parts_alone()
    {
        var (upload, parts) = await UploadAsync("k");
        var first = await Pool.CompleteAsync("k", upload, Cancellation, parts);

        var second = await Pool.CompleteAsync("k", upload, Cancellation, parts);

        Assert.Equal((first.ETag, first.Location, first.Key), (second.ETag, second.Location, second.Key));
        Assert.Equal("InvalidPart", await CodeOf(() => Pool.CompleteAsync("k", upload, Cancellation, parts[0], parts[1])));
        Assert.Equal("InvalidPart", await CodeOf(() => Pool.CompleteAsync("k", upload, Cancellation, new PartETag(1, "\"no hex\""))));
        Assert.Equal(_content, await Pool.GetAsync("k", Cancellation));
        await Pool.PutAsync("k", Bytes(1), Cancellation);
        Assert.Equal("NoSuchUpload", await CodeOf(() => Pool.CompleteAsync("k", upload, Cancellation, parts)));
    }

    [Fact]
    public async Task Many_who_complete_one_key_at_once_all_end_well_and_one_of_them_is_there()
    {
        for (var round = 0; round < 10; round++)
        {
            var uploads = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
            {
                var upload = await Pool.StartUploadAsync("k", Cancellation);
                return (Id: upload, Part: await Pool.PutPartAsync("k", upload, 1, [(byte)i], Cancellation));
            }));
            // Each twice, as a client does whose first answer got lost.
            await Task.WhenAll(uploads.Concat(uploads).Select(async u =>
            {
                try
                {
                    await Pool.CompleteAsync("k", u.Id, Cancellation, u.Part);
                }
                catch (AmazonS3Exception over) when (over.ErrorCode == "NoSuchUpload")
                {
                    // Completed, and replaced by another since.
                }
            }));
            Assert.Single(await Pool.GetAsync("k", Cancellation));
            Assert.Single(Directory.GetDirectories(Path.Combine(Folder, Bucket, "content")));
        }
    }

    [Fact]
    public async Task A_parts_etag_is_its_md5_and_the_objects_is_made_of_these()
    {
        var (upload, parts) = await UploadAsync("k");
        var digests = _content.Chunk(PartSize).Select(Md5).ToArray();
        Assert.Equal(digests.Select(d => $"\"{Convert.ToHexStringLower(d)}\""), parts.Select(p => p.ETag));
        Assert.Equal($"\"{Convert.ToHexStringLower(Md5([.. digests.SelectMany(d => d)]))}-3\"", (await Pool.CompleteAsync("k", upload, Cancellation, parts)).ETag);
    }

    [Fact]
    public async Task A_part_whose_crc32c_is_signed_into_its_address_needs_no_md5()
    {
        var upload = (await Pool.S3.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = Bucket, Key = "k", ChecksumAlgorithm = ChecksumAlgorithm.CRC32C },
            Cancellation)).UploadId;
        var url = Pool.Presign(HttpVerb.PUT, "k", r =>
        {
            (r.UploadId, r.PartNumber) = (upload, 1);
            r.Headers["x-amz-checksum-crc32c"] = "4waSgw==";
        });
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent("123456789"u8.ToArray()) };
        request.Headers.Add("x-amz-checksum-crc32c", "4waSgw==");
        using var answer = await Pool.Http.SendAsync(request, Cancellation);
        answer.EnsureSuccessStatusCode();
        Assert.NotEqual($"\"{Convert.ToHexStringLower(Md5("123456789"u8.ToArray()))}\"", answer.Headers.ETag!.Tag);
        await Pool.CompleteAsync("k", upload, Cancellation, new PartETag(1, answer.Headers.ETag.Tag));
        Assert.Equal("123456789"u8.ToArray(), await Pool.GetAsync("k", Cancellation));
    }

    [Fact]
    public async Task An_object_tells_of_its_parts_and_gives_each_alone()
    {
        var (upload, parts) = await UploadAsync("k");
        var completed = await Pool.CompleteAsync("k", upload, Cancellation, parts);

        var attributes = await AttributesAsync("k");
        Assert.Equal((completed.ETag.Trim('"'), _content.Length, 3),
            (attributes.ETag, attributes.ObjectSize!.Value, attributes.ObjectParts.TotalPartsCount!.Value));
        Assert.Equal([(1, PartSize), (2, PartSize), (3, 100L)],
            attributes.ObjectParts.Parts.Select(p => (p.PartNumber!.Value, p.Size!.Value)));
        var page = await AttributesAsync("k", r => (r.MaxParts, r.PartNumberMarker) = (1, 1));
        Assert.Equal((2, true), (Assert.Single(page.ObjectParts.Parts).PartNumber, page.ObjectParts.IsTruncated));

        using var second =
            await Pool.S3.GetObjectAsync(new GetObjectRequest { BucketName = Bucket, Key = "k", PartNumber = 2 }, Cancellation);
        using var bytes = new MemoryStream();
        await second.ResponseStream.CopyToAsync(bytes, Cancellation);
        Assert.Equal(_content[PartSize..(2 * PartSize)], bytes.ToArray());
        Assert.Equal(3, second.PartsCount);
        Assert.Equal("InvalidPart", await CodeOf(() => Pool.S3.GetObjectAsync(new GetObjectRequest { BucketName = Bucket, Key = "k", PartNumber = 4 }, Cancellation)));

        await Pool.PutAsync("one", Bytes(7), Cancellation);
        Assert.Null((await AttributesAsync("one")).ObjectParts?.TotalPartsCount);
    }

    private async Task<(string Upload, PartETag[] Parts)> UploadAsync(string key)
    {
        var upload = await Pool.StartUploadAsync(key, Cancellation);
        return (upload,
            await Task.WhenAll(_content.Chunk(PartSize).Select((bytes, i) => Pool.PutPartAsync(key, upload, i + 1, bytes, Cancellation))));
    }

    private Task<GetObjectAttributesResponse> AttributesAsync(string key, Action<GetObjectAttributesRequest>? more = null)
    {
        var request = new GetObjectAttributesRequest
        {
            BucketName = Bucket, Key = key,
                ObjectAttributes = [ObjectAttributes.ETag, ObjectAttributes.ObjectParts, ObjectAttributes.ObjectSize],
        };
        more?.Invoke(request);
        return Pool.S3.GetObjectAttributesAsync(request, Cancellation);
    }

    private static byte[] Md5(byte[] bytes)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(bytes);
        return md5.GetHashAndReset();
    }
}
