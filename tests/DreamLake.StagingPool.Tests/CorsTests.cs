using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>Pages of other origins: the rules of a bucket, what a browser asks first, and what an answer carries.</summary>
public sealed class CorsTests : PoolTests
{
    [Fact]
    public async Task Rules_are_kept_until_they_are_deleted()
    {
        await SetAsync();
        var rule = (await Pool.S3.GetCORSConfigurationAsync(Bucket, Cancellation)).Configuration.Rules[0];
        Assert.Equal(["*suffix", "start*end", "https://page.example"], rule.AllowedOrigins);
        Assert.Equal(["GET", "PUT"], rule.AllowedMethods);
        Assert.Equal(["x-amz-*", "ETag", "600"], [.. rule.AllowedHeaders, .. rule.ExposeHeaders, $"{rule.MaxAgeSeconds}"]);

        await Pool.S3.DeleteCORSConfigurationAsync(Bucket, Cancellation);
        using var answer = await AskAsync("https://page.example", "GET");
        Assert.Equal((HttpStatusCode.Forbidden, "AccessForbidden"), (answer.StatusCode, await CodeOf(answer)));
    }

    [Theory]
    [InlineData("foo.suffix", "GET", null, true)]
    [InlineData("foo.suffix.no", "GET", null, false)]
    [InlineData("startend", "PUT", null, true)]
    [InlineData("start1end", "PUT", null, true)]
    [InlineData("0start1end", "PUT", null, false)]
    [InlineData("https://page.example", "DELETE", null, false)]
    [InlineData("https://page.example", "GET", "x-amz-date, X-Amz-Meta-A", true)]
    [InlineData("https://page.example", "GET", "x-amz-date, other", false)]
    public async Task A_browser_is_told_before_it_asks(string origin, string method, string? headers, bool allowed)
    {
        await SetAsync();
        using var answer = await AskAsync(origin, method, headers);
        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(allowed ? origin : null, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Equal(allowed ? "GET, PUT" : null, Header(answer, "Access-Control-Allow-Methods"));
        Assert.Equal(allowed ? headers : null, Header(answer, "Access-Control-Allow-Headers"));
    }

    [Fact]
    public async Task An_answer_carries_the_headers_whether_it_is_good_or_bad()
    {
        await SetAsync();
        await Pool.PutAsync("k", Bytes(10), Cancellation);
        foreach (var (url, status) in new[] { (Pool.Presign(HttpVerb.GET, "k"), HttpStatusCode.OK),
            (Pool.Presign(HttpVerb.GET, "missing"), HttpStatusCode.NotFound) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Add("Origin", "https://page.example");
            using var answer = await Pool.Http.SendAsync(request, Cancellation);
            Assert.Equal((status, "https://page.example", "ETag"), (answer.StatusCode, Header(answer, "Access-Control-Allow-Origin"), Header(answer, "Access-Control-Expose-Headers")));
        }
    }

    [Fact]
    public async Task A_question_that_says_nothing_is_refused_and_a_star_names_no_origin()
    {
        await Pool.S3.PutCORSConfigurationAsync(
            Bucket, new CORSConfiguration { Rules = [new CORSRule { AllowedMethods = ["GET"], AllowedOrigins = ["*"] }] }, Cancellation);
        using var silent =
            await Pool.Http.SendAsync(new HttpRequestMessage(HttpMethod.Options, new Uri(Pool.Address, "/lake/k")), Cancellation);
        using var any = await AskAsync("https://anything.example", "GET");
        Assert.Equal(HttpStatusCode.BadRequest, silent.StatusCode);
        Assert.Equal(("*", null), (Header(any, "Access-Control-Allow-Origin"), Header(any, "Access-Control-Allow-Credentials")));
    }

    [Theory]
    [InlineData("PATCH", "https://a")]
    [InlineData("GET", "https://*.*")]
    public async Task A_rule_that_s3_does_not_know_is_refused(string method, string origin) =>
        Assert.Equal("InvalidRequest", await CodeOf(() => Pool.S3.PutCORSConfigurationAsync(
            Bucket, new CORSConfiguration { Rules = [new CORSRule { AllowedMethods = [method], AllowedOrigins = [origin] }] },
            Cancellation)));

    private Task<PutCORSConfigurationResponse> SetAsync() => Pool.S3.PutCORSConfigurationAsync(
        Bucket,
        new CORSConfiguration
        {
            Rules =
            [
                new CORSRule
                {
                    AllowedOrigins = ["*suffix", "start*end", "https://page.example"], AllowedMethods = ["GET", "PUT"],
                    AllowedHeaders = ["x-amz-*"], ExposeHeaders = ["ETag"], MaxAgeSeconds = 600,
                },
            ],
        },
        Cancellation);

    private Task<HttpResponseMessage> AskAsync(string origin, string method, string? headers = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, new Uri(Pool.Address, "/lake/k"));
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        if (headers is not null) request.Headers.Add("Access-Control-Request-Headers", headers);
        return Pool.Http.SendAsync(request, Cancellation);
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;
}
