using System.Text;
using DreamLake.Engine.Tests.Lake;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>Answers of gateways and of services of other makers: right in what they say, odd in how.</summary>
public sealed class OddAnswersTests
{
    private const string Xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>RequestTimeout</Code><Message>idle</Message></Error>";

    [Theory]
    [InlineData("")]
    [InlineData("  \r\n\t")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF \n")]
    public async Task What_stands_before_S3s_error_hides_nothing_of_it(string before)
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = context =>
            AnswerAsync(context, context.Request.Method == "PUT" && scene.Lake.PutCount == 1, 400, "application/xml", before + Xml);

        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(scene.File("a.mp4", 1))).Outcome);
        Assert.Equal(2, scene.Lake.PutCount);
    }

    [Fact]
    public async Task A_refusal_with_a_byte_order_mark_shows_its_detail()
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = context => AnswerAsync(context, context.Request.Path == "/labels", 422, "application/problem+json", "\uFEFF{\"title\":\"no\",\"detail\":\"line 7 holds no label\"}");

        var result = await scene.UploadAsync(Scene.Request(scene.File("a.jsonl", 1)));

        Assert.Contains("line 7 holds no label", result.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\"detail\"", result.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "4f1c0a", true), InlineData(422, "4f1c0a", false), InlineData(500, "no id <b>", false), InlineData(500, null, false)]
    public async Task A_failure_of_a_service_names_the_request_by_which_its_log_is_searched(int status, string? id, bool isNamed)
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = context =>
        {
            if (id is not null) context.Response.Headers["X-Request-Id"] = id;
            return AnswerAsync(context, context.Request.Path == "/labels", status, "application/problem+json", "{\"detail\":\"so it is\"}");
        };

        var error = (await scene.UploadAsync(Scene.Request(scene.File("a.jsonl", 1)))).Error!;

        Assert.Contains(isNamed ? $"so it is ({status}, request {id})" : $"so it is ({status})", error.Message, StringComparison.Ordinal);
        Assert.Equal(id == "4f1c0a" ? id : null, error.RequestId);
    }

    [Fact]
    public async Task A_bucket_that_is_elsewhere_is_named_and_no_portal_blamed()
    {
        const string Elsewhere = "<Error><Code>TemporaryRedirect</Code><Message>Please re-send.</Message><Endpoint>pool.s3-eu.example.net</Endpoint></Error>";
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = context => AnswerAsync(context, context.Request.Method == "PUT", 307, "application/xml", Elsewhere);

        var result = await scene.UploadAsync(scene.File("a.mp4", 1));

        Assert.Equal((UploadError.PartRejected, 1), (result.Error!.Error, scene.Lake.PutCount));
        Assert.Contains("TemporaryRedirect", result.Error.Message, StringComparison.Ordinal);
        Assert.Contains("pool.s3-eu.example.net", result.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("portal", result.Error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_presigned_URL_is_sent_byte_for_byte()
    {
        const string Signed = "/s3/pool/a/../run%2D042/%7Ealice?partNumber=1&X-Amz-Signature=ab%2Dcd%7E";
        await using var scene = await Scene.StartAsync();
        string? sent = null;
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Path.Value!.EndsWith("/multipart/parts", StringComparison.Ordinal))
            {
                await context.Response.WriteAsync($"{{\"1\":\"{scene.Lake.Address.GetLeftPart(UriPartial.Authority)}{Signed}\"}}");
                return true;
            }

            if (context.Request.Method != "PUT") return false;
            sent = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            return await AnswerAsync(context, isIt: true, 403, "application/xml", "<Error><Code>AccessDenied</Code></Error>");
        };

        await scene.UploadAsync(scene.File("a.mp4", 1));

        Assert.Equal(Signed, sent);
    }

    private static async Task<bool> AnswerAsync(HttpContext context, bool isIt, int status, string type, string body)
    {
        if (!isIt) return false;
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
        return true;
    }
}
