using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.StagingPool.Payload;
using DreamLake.StagingPool.Signing;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>What a request says of its body is held against the body.</summary>
public sealed class PayloadTests : PoolTests
{
    private static readonly byte[] Content = "123456789"u8.ToArray();

    [Theory]
    [InlineData("crc32", "y/Q5Jg==")]
    [InlineData("crc32c", "4waSgw==")]
    [InlineData("crc64nvme", "rosUhgp5mIg=")]
    [InlineData("sha1", "98O8HYCOBHMq32eZZczDTKeuNEE=")]
    [InlineData("sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=")]
    public async Task Every_checksum_is_checked_and_given_back(string algorithm, string value)
    {
        var header = $"x-amz-checksum-{algorithm}";
        Assert.Equal("", await PutAsync("k", (header, value)));
        Assert.Equal("BadDigest", await PutAsync("k2", (header, Convert.ToBase64String(new byte[Convert.FromBase64String(value).Length]))));
        Assert.Equal("InvalidRequest", await PutAsync("k2", (header, "AAAA")));

        using var head = new TestSigner()
            .Sign(With(new HttpRequestMessage(HttpMethod.Head, Address("k")), ("x-amz-checksum-mode", "ENABLED")));
        using var answer = await Pool.Http.SendAsync(head, Cancellation);
        Assert.Equal([value], answer.Headers.GetValues(header));
        Assert.Equal("NoSuchKey", await CodeOf(() => Pool.S3.GetObjectAsync(Bucket, "k2", Cancellation)));
    }

    [Theory]
    [InlineData("JfnnlDI7RTiF9RgfG2JNCw==", "")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==", "BadDigest")]
    [InlineData("AAAA", "InvalidDigest")]
    [InlineData("no base64", "InvalidDigest")]
    public async Task Content_md5_is_checked(string md5, string code)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Put, Pool.Presign(HttpVerb.PUT, "k")) { Content = new ByteArrayContent(Content) };
        request.Content.Headers.TryAddWithoutValidation("Content-MD5", md5);
        using var answer = await Pool.Http.SendAsync(request, Cancellation);
        Assert.Equal(code, answer.IsSuccessStatusCode ? "" : await CodeOf(answer));
    }

    [Fact]
    public async Task A_signed_hash_is_checked()
    {
        using var right = new TestSigner().Sign(Put("k"), SigningKey.HexOfSha256(Content));
        using var wrong = new TestSigner().Sign(Put("k2"), SigningKey.HexOfSha256("another"u8));
        using var accepted = await Pool.Http.SendAsync(right, Cancellation);
        using var refused = await Pool.Http.SendAsync(wrong, Cancellation);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal("XAmzContentSHA256Mismatch", await CodeOf(refused));
        Assert.Equal("NoSuchKey", await CodeOf(() => Pool.S3.GetObjectAsync(Bucket, "k2", Cancellation)));
    }

    [Theory]
    [InlineData("x-amz-checksum-crc32c:4waSgw==", "")]
    [InlineData("x-amz-checksum-crc32c:AAAAAA==", "BadDigest")]
    [InlineData("x-amz-checksum-sha1:AAAA", "MalformedTrailerError")]
    public async Task A_checksum_behind_an_unsigned_body_is_checked(string trailer, string code)
    {
        using var request = Streamed("k", $"4\r\n1234\r\n5\r\n56789\r\n0\r\n{trailer}\r\n\r\n", ("x-amz-trailer", "x-amz-checksum-crc32c"));
        using var answer = await Pool.Http.SendAsync(new TestSigner().Sign(request, "STREAMING-UNSIGNED-PAYLOAD-TRAILER"), Cancellation);
        Assert.Equal(code, answer.IsSuccessStatusCode ? "" : await CodeOf(answer));
        if (code.Length == 0) Assert.Equal(Content, await Pool.GetAsync("k", Cancellation));
    }

    [Theory]
    [InlineData("4\r\n1234\r\n0\r\n\r\n")]
    [InlineData("4\r\n12345\r\n0\r\n\r\n")]
    [InlineData("9\r\n1234")]
    [InlineData("zz\r\n123456789\r\n0\r\n\r\n")]
    [InlineData("-9\r\n123456789\r\n0\r\n\r\n")]
    [InlineData("ffffffffffffffff\r\n123456789\r\n0\r\n\r\n")]
    public async Task A_body_in_broken_pieces_is_refused_and_leaves_nothing(string body)
    {
        using var answer =
            await Pool.Http.SendAsync(new TestSigner().Sign(Streamed("k", body), "STREAMING-UNSIGNED-PAYLOAD-TRAILER"), Cancellation);
        Assert.Equal((HttpStatusCode.BadRequest, "IncompleteBody"), (answer.StatusCode, await CodeOf(answer)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Folder, Bucket, "content")));
        Assert.All(Directory.EnumerateFiles(Path.Combine(Folder, ".processes"), "*", SearchOption.AllDirectories), f =>
            Assert.EndsWith(".lock", f, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_in_https_own_chunks_ends_where_it_ends()
    {
        using var put = InChunks(Pool.Presign(HttpVerb.PUT, "k"));
        using var answer = await Pool.Http.SendAsync(put, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Content, await Pool.GetAsync("k", Cancellation));
        Assert.Equal(Content.Length, (await Pool.S3.GetObjectMetadataAsync(Bucket, "k", Cancellation)).ContentLength);

        var upload = await Pool.StartUploadAsync("parts", Cancellation);
        using var part = InChunks(Pool.PresignPart("parts", upload, 1));
        using var stored = await Pool.Http.SendAsync(part, Cancellation);
        await Pool.CompleteAsync("parts", upload, Cancellation, new PartETag(1, stored.Headers.ETag!.Tag));
        Assert.Equal(Content, await Pool.GetAsync("parts", Cancellation));
    }

    [Fact]
    public async Task A_body_in_https_own_chunks_is_checked_as_any()
    {
        using var put = InChunks(Pool.Presign(HttpVerb.PUT, "k"));
        put.Content!.Headers.TryAddWithoutValidation("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==");
        using var answer = await Pool.Http.SendAsync(put, Cancellation);
        Assert.Equal("BadDigest", await CodeOf(answer));
        Assert.Equal("NoSuchKey", await CodeOf(() => Pool.S3.GetObjectAsync(Bucket, "k", Cancellation)));
    }

    [Theory]
    [InlineData("PUT /lake/raw")]
    [InlineData("POST /lake?delete")]
    public async Task A_body_that_says_nothing_of_its_length_is_refused(string request)
    {
        var words = request.Split(' ');
        using var signed = new TestSigner().Sign(new HttpRequestMessage(new HttpMethod(words[0]), new Uri(Pool.Address, words[1])));
        using var socket = new TcpClient();
        await socket.ConnectAsync(Pool.Address.Host, Pool.Address.Port, Cancellation);
        var headers = signed.Headers.NonValidated.Select(h => $"{h.Key}: {h.Value}\r\n");
        var head = $"{request} HTTP/1.1\r\nConnection: close\r\n{string.Concat(headers)}\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);
        using var reader = new StreamReader(socket.GetStream());
        var answer = await reader.ReadToEndAsync(Cancellation);
        Assert.StartsWith("HTTP/1.1 411", answer, StringComparison.Ordinal);
        Assert.Contains("<Code>MissingContentLength</Code>", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_5_GiB_is_refused_before_it_is_sent()
    {
        using var socket = await SendHeadAsync(PayloadLength.Largest + 1, body: 0);
        var (answer, buffer) = (new StringBuilder(), new byte[4096]);
        while (!answer.ToString().Contains("</Error>", StringComparison.Ordinal))
        {
            var count = await socket.GetStream().ReadAsync(buffer, Cancellation);
            Assert.NotEqual(0, count);
            answer.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        Assert.StartsWith("HTTP/1.1 400 ", answer.ToString(), StringComparison.Ordinal);
        Assert.Contains("<Code>EntityTooLarge</Code>", answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_ends_early_leaves_nothing()
    {
        using (await SendHeadAsync(1000, body: 10))
        {
            while (Unfinished() == 0) await Task.Delay(5, Cancellation);
        }

        while (Unfinished() > 0) await Task.Delay(5, Cancellation);
        Assert.Equal("NoSuchKey", await CodeOf(() => Pool.S3.GetObjectAsync(Bucket, "raw", Cancellation)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Folder, Bucket, "content")));

        int Unfinished() => Directory.EnumerateDirectories(Path.Combine(Folder, ".processes")).Sum(d => Directory.GetFiles(d).Length);
    }

    private static HttpRequestMessage InChunks(string url)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(Content) };
        request.Headers.TransferEncodingChunked = true;
        return request;
    }

    // A bare socket, because no HTTP client announces what it does not send.
    private async Task<TcpClient> SendHeadAsync(long length, int body)
    {
        var url = new Uri(Pool.Presign(HttpVerb.PUT, "raw"));
        var socket = new TcpClient();
        await socket.ConnectAsync(url.Host, url.Port, Cancellation);
        var head = $"PUT {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Length: {length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + new string('x', body)), Cancellation);
        return socket;
    }

    private Uri Address(string key) => new(Pool.Address, $"/{Bucket}/{key}");

    private HttpRequestMessage Put(string key) => new(HttpMethod.Put, Address(key)) { Content = new ByteArrayContent(Content) };

    private HttpRequestMessage Streamed(string key, string body, params (string, string)[] headers)
    {
        var request = With(new HttpRequestMessage(HttpMethod.Put, Address(key)), [("x-amz-decoded-content-length", "9"), .. headers]);
        request.Content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        request.Content.Headers.ContentEncoding.Add("aws-chunked");
        return request;
    }

    private async Task<string> PutAsync(string key, params (string, string)[] headers)
    {
        using var request = new TestSigner().Sign(With(Put(key), headers));
        using var answer = await Pool.Http.SendAsync(request, Cancellation);
        return answer.IsSuccessStatusCode ? "" : await CodeOf(answer);
    }

    private static HttpRequestMessage With(HttpRequestMessage request, params (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return request;
    }
}
