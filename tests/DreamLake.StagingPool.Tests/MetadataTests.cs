using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.StagingPool.Signing;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>What is told of an object beside its bytes: metadata of any script, and tags.</summary>
public sealed class MetadataTests : PoolTests
{
    [Theory]
    [InlineData("Größe 大", true)]
    [InlineData("Größe", false)]
    public async Task Metadata_comes_out_as_the_bytes_that_went_in(string value, bool isUtf8)
    {
        var encoding = isUtf8 ? Encoding.UTF8 : Encoding.Latin1;
        // Some clients sign the bytes that they send, others the text that they mean by them; both wrote the same on the wire.
        foreach (var signs in new[] { value, Encoding.Latin1.GetString(encoding.GetBytes(value)) })
        {
            var put =
                await SendAsync(SignedHead("PUT", signs, out var names).Replace("{value}", value, StringComparison.Ordinal), encoding);
            Assert.StartsWith("HTTP/1.1 200", put, StringComparison.Ordinal);
            Assert.Equal(["host", "x-amz-content-sha256", "x-amz-date", "x-amz-meta-size"], names);

            var url = new Uri(Pool.Presign(HttpVerb.HEAD, "k"));
            var head = await SendAsync($"HEAD {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: close\r\n\r\n", encoding);
            Assert.Contains($"x-amz-meta-size: {value}\r\n", head, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("attachment; filename=\"Größe 大.mp4\"", HttpStatusCode.OK)]
    [InlineData("a\r\nX-Evil: 1", HttpStatusCode.BadRequest)]
    public async Task A_header_asked_for_by_the_address_holds_any_script_and_no_line_break(string value, HttpStatusCode status)
    {
        await Pool.PutAsync("k", Bytes(1), Cancellation);
        var url = Pool.Presign(HttpVerb.GET, "k", r => r.ResponseHeaderOverrides.ContentDisposition = value);
        using var answer = await Pool.Http.GetAsync(url, Cancellation);
        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.OK)
            Assert.Equal(value,
                Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(answer.Content.Headers.NonValidated["Content-Disposition"].ToString())));
    }

    [Fact]
    public async Task An_objects_tags_are_kept_counted_changed_and_copied()
    {
        await Pool.S3.PutObjectAsync(
            new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "x", TagSet = [new Tag { Key = "a b", Value = "1&2" }] },
            Cancellation);
        await Pool.S3.CopyObjectAsync(Bucket, "k", Bucket, "copy", Cancellation);
        await Pool.S3.PutObjectTaggingAsync(
            new PutObjectTaggingRequest { BucketName = Bucket, Key = "k",
            Tagging = new Tagging { TagSet = [new Tag { Key = "c", Value = "" }] } }, Cancellation);

        Assert.Equal([("a b", "1&2")], await TagsAsync("copy"));
        Assert.Equal([("c", "")], await TagsAsync("k"));
        Assert.Equal(1, (await Pool.S3.GetObjectMetadataAsync(Bucket, "k", Cancellation)).TagsCount);
        await Pool.S3.DeleteObjectTaggingAsync(new DeleteObjectTaggingRequest { BucketName = Bucket, Key = "k" }, Cancellation);
        Assert.Empty(await TagsAsync("k"));
        Assert.Single(await Pool.GetAsync("k", Cancellation));
    }

    [Theory]
    [InlineData(11, 1, 1)]
    [InlineData(1, 129, 1)]
    [InlineData(1, 1, 257)]
    public async Task Tags_beyond_s3s_limits_are_refused(int count, int keyLength, int valueLength)
    {
        await Pool.PutAsync("k", Bytes(1), Cancellation);
        var tags = Enumerable.Range(0, count)
            .Select(i => new Tag { Key = $"{i}".PadRight(keyLength, 'k'), Value = new string('v', valueLength) });
        var request = new PutObjectTaggingRequest { BucketName = Bucket, Key = "k", Tagging = new Tagging { TagSet = [.. tags] } };
        Assert.Equal("InvalidTag", await CodeOf(() => Pool.S3.PutObjectTaggingAsync(request, Cancellation)));
        Assert.Empty(await TagsAsync("k"));
    }

    [Fact]
    public async Task A_buckets_tags_are_kept_until_they_are_deleted()
    {
        await Pool.S3.PutBucketTaggingAsync(Bucket, [new Tag { Key = "Hello", Value = "World" }], Cancellation);
        Assert.Equal("World", Assert.Single(
            (await Pool.S3.GetBucketTaggingAsync(new GetBucketTaggingRequest { BucketName = Bucket }, Cancellation)).TagSet).Value);
        await Pool.S3.DeleteBucketTaggingAsync(Bucket, Cancellation);
        Assert.Equal("NoSuchTagSet",
            await CodeOf(() => Pool.S3.GetBucketTaggingAsync(new GetBucketTaggingRequest { BucketName = Bucket }, Cancellation)));
    }

    private async Task<IEnumerable<(string Key, string Value)>> TagsAsync(string key) =>
        ((await Pool.S3.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = Bucket, Key = key }, Cancellation)).Tagging ?? [])
            .Select(t => (t.Key, t.Value));

    private string SignedHead(string method, string signedValue, out string[] names)
    {
        var signer = new TestSigner();
        var headers = new HeaderDictionary
        {
            ["host"] = Pool.Address.Authority,
            ["x-amz-content-sha256"] = AuthenticatedBody.Unsigned,
            ["x-amz-date"] = signer.Time,
            ["x-amz-meta-size"] = signedValue,
        };
        names = [.. headers.Keys.Order(StringComparer.Ordinal)];
        var canonical = CanonicalRequest.Build(method, "/lake/k", QueryParameters.Parse(""), headers, names, AuthenticatedBody.Unsigned);
        return $"{method} /lake/k HTTP/1.1\r\nHost: {Pool.Address.Authority}\r\nx-amz-date: {signer.Time}\r\nx-amz-content-sha256: {AuthenticatedBody.Unsigned}\r\n"
            + $"x-amz-meta-size: {{value}}\r\nContent-Length: 0\r\nConnection: close\r\nAuthorization: {SigningKey.Algorithm} Credential={PoolServer.AccessKey}/{signer.Key.Scope}, "
            + $"SignedHeaders={string.Join(';', names)}, Signature={signer.Key.SignRequest(canonical, signer.Time)}\r\n\r\n";
    }

    private async Task<string> SendAsync(string request, Encoding encoding)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(Pool.Address.Host, Pool.Address.Port, Cancellation);
        await connection.GetStream().WriteAsync(encoding.GetBytes(request), Cancellation);
        using var reader = new StreamReader(connection.GetStream(), encoding);
        return await reader.ReadToEndAsync(Cancellation);
    }
}
