using System.IO.Pipelines;
using System.Text;
using DreamLake.StagingPool.Payload;
using DreamLake.StagingPool.Signing;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>The examples that AWS publishes with Signature Version 4: its test suite, and those of the S3 reference.</summary>
public sealed class SigningVectorTests
{
    private const string SuiteTime = "20150830T123600Z";
    private const string S3Time = "20130524T000000Z";
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static readonly SigningKey SuiteKey = new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", new CredentialScope("20150830", "us-east-1", "service"));
    private static readonly SigningKey S3Key = new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", new CredentialScope("20130524", "us-east-1", "s3"));

    [Theory]
    [InlineData("get-vanilla", "GET", "/", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("get-vanilla-query-order-key-case", "GET", "/", "Param2=value2&Param1=value1", "", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("get-utf8", "GET", "/\u1234", "", "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85")]
    [InlineData("get-header-key-duplicate", "GET", "/", "", "my-header1=value2\nmy-header1=value2\nmy-header1=value1", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea")]
    [InlineData("get-header-value-trim", "GET", "/", "", "my-header1= value1\nmy-header2= \"a   b   c\"", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736")]
    [InlineData("post-vanilla", "POST", "/", "", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    public void The_test_suite(string name, string method, string path, string query, string headers, string signature)
    {
        var sent = Headers(("host", "example.amazonaws.com"), ("x-amz-date", SuiteTime));
        foreach (var header in headers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(h => h.Split('=', 2)))
        {
            sent.Append(header[0], header[1]);
        }

        Assert.True(signature == Sign(SuiteKey, SuiteTime, method, path, query, sent, Empty), name);
    }

    [Fact]
    public void S3_get_object() => Assert.Equal(
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        Sign(S3Key, S3Time, "GET", "/test.txt", "", S3Headers(Empty, ("range", "bytes=0-9")), Empty));

    [Fact]
    public void S3_put_object_with_a_dollar_in_its_key()
    {
        const string Hash = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
        var headers = S3Headers(Hash, ("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY"));
        Assert.Equal("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd", Sign(S3Key, S3Time, "PUT", "/test$file.text", "", headers, Hash));
    }

    [Theory]
    [InlineData("lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public void S3_queries(string query, string signature) =>
        Assert.Equal(signature, Sign(S3Key, S3Time, "GET", "/", query, S3Headers(Empty), Empty));

    [Fact]
    public void S3_presigned_url()
    {
        const string Query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=ignored";
        Assert.Equal(
            "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
            Sign(S3Key, S3Time, "GET", "/test.txt", Query, Headers(("host", "examplebucket.s3.amazonaws.com")),
            AuthenticatedBody.Unsigned));
    }

    [Fact]
    public async Task S3_body_in_signed_pieces()
    {
        var body = Pieces(
            "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
            "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
            "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
            "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            trailer: "\r\n");
        Assert.Equal(66560, await ReadAsync(body));
    }

    [Fact]
    public async Task S3_body_in_signed_pieces_with_a_signed_trailer()
    {
        var body = Pieces(
            "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
            "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
            "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
            "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            trailer: "x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n");
        Assert.Equal(66560, await ReadAsync(body));
    }

    [Fact]
    public async Task A_piece_whose_bytes_were_changed_is_refused()
    {
        var body = Pieces(
            "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
            "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288649",
            "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
            "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            trailer: "\r\n");
        Assert.Equal("SignatureDoesNotMatch", (await Assert.ThrowsAsync<S3Exception>(() => ReadAsync(body))).Code);
    }

    private static AwsChunkedStream Pieces(string seed, string first, string second, string last, string kind, string trailer)
    {
        var text = $"10000;chunk-signature={first}\r\n{new string('a', 65536)}\r\n400;chunk-signature={second}\r\n{new string('a', 1024)}\r\n0;chunk-signature={last}\r\n{trailer}";
        return new AwsChunkedStream(
            PipeReader.Create(new MemoryStream(Encoding.ASCII.GetBytes(text))), new AuthenticatedBody(kind, S3Key, S3Time, seed));
    }

    private static async Task<int> ReadAsync(AwsChunkedStream body)
    {
        using var bytes = new MemoryStream();
        await body.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return (int)bytes.Length;
    }

    private static HeaderDictionary S3Headers(string hash, params (string, string)[] more) =>
        Headers([("host", "examplebucket.s3.amazonaws.com"), ("x-amz-content-sha256", hash), ("x-amz-date", S3Time), .. more]);

    private static HeaderDictionary Headers(params (string Name, string Value)[] all)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in all) headers.Append(name, value);
        return headers;
    }

    private static string Sign(
        SigningKey key, string time, string method, string path, string query, HeaderDictionary headers, string hash) =>
        key.SignRequest(CanonicalRequest.Build(
            method, path, QueryParameters.Parse(query), headers, [.. headers.Keys.Order(StringComparer.Ordinal)], hash), time);
}
