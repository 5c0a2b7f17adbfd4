using System.Net;
using Amazon.S3;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>Who is let in, and with which of S3's codes everyone else is sent away.</summary>
public sealed class SignatureTests : PoolTests
{
    [Fact]
    public async Task A_request_without_a_signature_is_denied()
    {
        using var answer = await Pool.Http.GetAsync(new Uri(Pool.Address, "/lake/k"), Cancellation);
        Assert.Equal((HttpStatusCode.Forbidden, "AccessDenied"), (answer.StatusCode, await CodeOf(answer)));
        Assert.Equal("application/xml", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_wrong_secret_an_unknown_key_and_another_region_are_told_apart()
    {
        using var wrongSecret = PoolServer.ClientOf(Pool.Address, secret: "another");
        using var unknown = PoolServer.ClientOf(Pool.Address, accessKey: "AKIDNOBODY");
        using var elsewhere = PoolServer.ClientOf(Pool.Address, region: "eu-west-1");
        Assert.Equal("SignatureDoesNotMatch", await CodeOf(() => wrongSecret.ListBucketsAsync(Cancellation)));
        Assert.Equal("InvalidAccessKeyId", await CodeOf(() => unknown.ListBucketsAsync(Cancellation)));
        Assert.Equal("AuthorizationHeaderMalformed", await CodeOf(() => elsewhere.ListBucketsAsync(Cancellation)));
    }

    [Fact]
    public async Task A_part_url_is_good_for_its_own_part_upload_key_and_method_alone()
    {
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        var url = Pool.PresignPart("k", upload, 1);
        Assert.Contains("partNumber=1&", url, StringComparison.Ordinal);

        Assert.Equal("SignatureDoesNotMatch", await PutCode(url.Replace("partNumber=1&", "partNumber=2&", StringComparison.Ordinal)));
        Assert.Equal("SignatureDoesNotMatch", await PutCode(url.Replace("/lake/k?", "/lake/other?", StringComparison.Ordinal)));
        Assert.Equal("SignatureDoesNotMatch", await PutCode(url.Replace(upload, new string('0', 32), StringComparison.Ordinal)));
        Assert.Equal("SignatureDoesNotMatch", await PutCode(url.Replace("X-Amz-Expires=3", "X-Amz-Expires=4", StringComparison.Ordinal)));
        Assert.Equal("SignatureDoesNotMatch", await PutCode(url + "&more=1"));
        using var get = await Pool.Http.GetAsync(url, Cancellation);
        Assert.Equal("SignatureDoesNotMatch", await CodeOf(get));
        Assert.Empty((await Pool.S3.ListPartsAsync(Bucket, "k", upload, Cancellation)).Parts ?? []);
    }

    [Fact]
    public async Task A_signed_header_has_to_be_there_and_equal()
    {
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        var url = Pool.Presign(HttpVerb.PUT, "k", r =>
        {
            (r.UploadId, r.PartNumber) = (upload, 1);
            r.Headers["x-amz-checksum-crc32c"] = "4waSgw==";
        });

        Assert.Equal("SignatureDoesNotMatch", await PutCode(url));
        Assert.Equal("SignatureDoesNotMatch", await PutCode(url, "123456789", ("x-amz-checksum-crc32c", "AAAAAA==")));
        Assert.Equal("BadDigest", await PutCode(url, "12345678X", ("x-amz-checksum-crc32c", "4waSgw==")));
        Assert.Equal("", await PutCode(url, "123456789", ("x-amz-checksum-crc32c", "4waSgw==")));
    }

    [Fact]
    public async Task A_header_of_amazons_that_was_not_signed_is_denied() =>
        Assert.Equal("AccessDenied", await PutCode(Pool.Presign(HttpVerb.PUT, "k"), "x", ("x-amz-meta-owner", "mallory")));

    [Fact]
    public async Task Only_one_way_to_sign_is_taken_at_a_time_and_only_version_4()
    {
        using var both = await Pool.Http.SendAsync(
            new TestSigner().Sign(new HttpRequestMessage(HttpMethod.Get, Pool.Presign(HttpVerb.GET, "k"))), Cancellation);
        Assert.Equal("InvalidArgument", await CodeOf(both));
        using var old = new HttpRequestMessage(HttpMethod.Get, new Uri(Pool.Address, "/lake/k"));
        old.Headers.TryAddWithoutValidation("Authorization", "AWS AKIDPOOL:c2lnbmF0dXJl");
        using var answer = await Pool.Http.SendAsync(old, Cancellation);
        Assert.Equal("InvalidRequest", await CodeOf(answer));
        using var oldQuery =
            await Pool.Http.GetAsync(new Uri(Pool.Address, "/lake/k?AWSAccessKeyId=AKIDPOOL&Signature=x&Expires=1"), Cancellation);
        Assert.Equal("InvalidRequest", await CodeOf(oldQuery));
    }

    [Fact]
    public async Task A_signature_in_a_header_has_a_quarter_of_an_hour_either_way()
    {
        foreach (var (minutes, code) in new[] { (-16, "RequestTimeTooSkewed"), (16, "RequestTimeTooSkewed"), (-14, "NoSuchKey"), (14, "NoSuchKey") })
        {
            var signer = new TestSigner(DateTimeOffset.UtcNow.AddMinutes(minutes));
            using var answer = await Pool.Http.SendAsync(
                signer.Sign(new HttpRequestMessage(HttpMethod.Get, new Uri(Pool.Address, "/lake/k"))), Cancellation);
            Assert.Equal(code, await CodeOf(answer));
        }
    }

    [Fact]
    public async Task A_presigned_url_ends_when_it_says()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var folder = Path.Combine(Folder, "other-pool");
        await using var pool = await PoolServer.StartAsync(folder, time);
        await pool.S3.PutBucketAsync(Bucket, Cancellation);
        await pool.PutAsync("k", Bytes(3), Cancellation);
        var url = pool.Presign(HttpVerb.GET, "k");

        time.Advance(TimeSpan.FromMinutes(59));
        using var inTime = await pool.Http.GetAsync(url, Cancellation);
        time.Advance(TimeSpan.FromMinutes(2));
        using var late = await pool.Http.GetAsync(url, Cancellation);

        Assert.Equal(HttpStatusCode.OK, inTime.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
        var document = await late.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("<Code>AccessDenied</Code><Message>Request has expired</Message>", document, StringComparison.Ordinal);
        Assert.DoesNotContain(
            QueryParameters.Parse(new Uri(url).Query.TrimStart('?'))["X-Amz-Signature"]!, document, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Amz-Expires=3", "X-Amz-Expires=9000003")]
    [InlineData("X-Amz-Expires=3", "X-Amz-Expires=-3")]
    [InlineData("X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Algorithm=AWS4-HMAC-SHA1")]
    [InlineData("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=")]
    [InlineData("aws4_request", "aws3_request")]
    public async Task A_presigned_query_that_does_not_parse_says_so(string part, string instead) =>
        Assert.Equal("AuthorizationQueryParametersError",
            await PutCode(Pool.Presign(HttpVerb.PUT, "k").Replace(part, instead, StringComparison.Ordinal)));

    private async Task<string> PutCode(string url, string content = "x", params (string Name, string Value)[] headers)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(System.Text.Encoding.ASCII.GetBytes(content)) };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var answer = await Pool.Http.SendAsync(request, Cancellation);
        return answer.IsSuccessStatusCode ? "" : await CodeOf(answer);
    }
}
