using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>What happens to a connection whose request is refused, or whose peer stands still.</summary>
public sealed class RefusalTests : PoolTests
{
    [Fact]
    public async Task Nothing_unsigned_gets_in()
    {
        await Pool.PutAsync("k", Bytes(1), Cancellation);
        foreach (var (method, path) in new[] { ("GET", "/"), ("GET", "/lake"), ("GET", "/lake/k"), ("PUT", "/lake/k"), ("DELETE", "/lake/k"), ("POST", "/lake?delete") })
        {
            using var answer =
                await Pool.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(Pool.Address, path)), Cancellation);
            Assert.Equal((HttpStatusCode.Forbidden, "AccessDenied"), (answer.StatusCode, await CodeOf(answer)));
        }
    }

    [Theory]
    [InlineData("GET", "/missing", null, HttpStatusCode.NotFound, "NoSuchBucket")]
    [InlineData("DELETE", "/missing/k", null, HttpStatusCode.NotFound, "NoSuchBucket")]
    [InlineData("PUT", "/missing", null, HttpStatusCode.Forbidden, "AccessDenied")]
    [InlineData("GET", "/lake/k", "", HttpStatusCode.Forbidden, "AccessDenied")]
    [InlineData("GET", "/lake/%AE%8A-", null, HttpStatusCode.BadRequest, "InvalidURI")]
    public async Task What_is_unsigned_is_refused_with_s3s_own_code(
        string method, string path, string? authorization, HttpStatusCode status, string code)
    {
        using var connection = await ConnectAsync(
            $"{method} {path} HTTP/1.1\r\nHost: {Pool.Address.Authority}\r\nConnection: close\r\nContent-Length: 0\r\n"
            + (authorization is null ? "" : $"Authorization: {authorization}\r\n") + "\r\n");
        var answer = await ReadToEndAsync(connection);
        Assert.StartsWith($"HTTP/1.1 {(int)status}", answer, StringComparison.Ordinal);
        Assert.Contains($"<Code>{code}</Code>", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_was_to_wait_for_a_refused_100_continue_ends_the_connection()
    {
        using var connection = await ConnectAsync($"PUT /lake/k HTTP/1.1\r\nHost: {Pool.Address.Authority}\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n");
        var answer = await ReadToEndAsync(connection);
        Assert.StartsWith("HTTP/1.1 403", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_refused_body_no_more_is_read_than_a_server_reads_of_anybody()
    {
        const long Declared = 4L * 1024 * Mebibyte;
        using var connection = await ConnectAsync($"PUT /lake/k HTTP/1.1\r\nHost: {Pool.Address.Authority}\r\nContent-Length: {Declared}\r\n\r\n");
        var (sent, piece) = (0L, new byte[Mebibyte]);
        try
        {
            while (sent < Declared)
            {
                await connection.GetStream().WriteAsync(piece, Cancellation);
                sent += piece.Length;
            }
        }
        catch (IOException)
        {
            // The pool has closed the connection, which is what is asked of it.
        }

        // 30 MB, and what the sockets between hold.
        Assert.InRange(sent, 0, 64 * Mebibyte);
    }

    [Fact]
    public async Task A_part_that_is_refused_is_read_so_that_its_sender_learns_why()
    {
        using var content = new ByteArrayContent(Bytes(10 * Mebibyte));
        using var answer = await Pool.Http.PutAsync(Pool.PresignPart("k", new string('0', 32), 1), content, Cancellation);
        Assert.Equal((HttpStatusCode.NotFound, "NoSuchUpload"), (answer.StatusCode, await CodeOf(answer)));
    }

    [Fact]
    public async Task A_sender_that_stands_still_is_dropped_and_leaves_nothing()
    {
        await using var strict = await StrictPoolAsync();
        var url = new Uri(strict.Presign(Amazon.S3.HttpVerb.PUT, "k"));
        using var connection = await ConnectAsync($"PUT {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Length: 1000\r\n\r\nbegun", strict);

        var answer = await ReadToEndAsync(connection);

        Assert.Contains("<Code>RequestTimeout</Code>", answer, StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(Path.Combine(Folder, ".processes"), "*", SearchOption.AllDirectories), f =>
            Assert.EndsWith(".lock", f, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reader_that_stands_still_is_dropped()
    {
        await using var strict = await StrictPoolAsync();
        await Pool.PutAsync("k", Bytes(64 * Mebibyte), Cancellation);
        var url = new Uri(strict.Presign(Amazon.S3.HttpVerb.GET, "k"));
        using var connection = await ConnectAsync($"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\n\r\n", strict);
        var first = new byte[1];
        await connection.GetStream().ReadExactlyAsync(first, Cancellation);

        // Reads nothing, and asks only whether the connection is still there: writing into one that was ended fails.
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (true)
            {
                await Task.Delay(100, Cancellation);
                await connection.GetStream().WriteAsync("\r\n"u8.ToArray(), Cancellation);
            }
        });
    }

    [Theory]
    [InlineData("Delete", 100_000)]
    [InlineData("Delete", 20)]
    public async Task A_document_of_nothing_but_beginnings_is_refused(string root, int depth)
    {
        var document = new StringBuilder($"<{root}>").Insert(root.Length + 2, "<a>", depth).ToString();
        using var request =
            new HttpRequestMessage(HttpMethod.Post, new Uri(Pool.Address, "/lake?delete")) { Content = new StringContent(document) };
        using var answer = await Pool.Http.SendAsync(new TestSigner().Sign(request), Cancellation);
        Assert.Equal((HttpStatusCode.BadRequest, "MalformedXML"), (answer.StatusCode, await CodeOf(answer)));
    }

    private Task<PoolServer> StrictPoolAsync() => PoolServer.StartAsync(
        Folder, configure: o => o with { MinimumBytesPerSecond = 50_000_000, MinimumRateGrace = TimeSpan.FromSeconds(1.5) });

    private async Task<TcpClient> ConnectAsync(string request, PoolServer? pool = null)
    {
        var address = (pool ?? Pool).Address;
        var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, Cancellation);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        return connection;
    }

    private static async Task<string> ReadToEndAsync(TcpClient connection)
    {
        using var reader = new StreamReader(connection.GetStream());
        return await reader.ReadToEndAsync(Cancellation);
    }
}
