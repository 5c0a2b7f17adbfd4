using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace DreamLake.Engine.Tests.Receiving;

/// <summary>Whatever the wire does, no wrong byte ever stands under the file's name.</summary>
public sealed class ReceiveFaultTests : IDisposable
{
    private const int Range = ReceivingPlace.RangeSize;
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes((4 * Range) + 11);
    private readonly ReceivingPlace _place = new();

    [Theory]
    [InlineData("cut body")]
    [InlineData("503")]
    [InlineData("wrong range")]
    [InlineData("expired address")]
    public async Task What_passes_is_tried_again(string fault)
    {
        await using var served = await ServedObject.StartAsync(Content);
        served.Intercept = (http, before) => before == 1 ? FailAsync(served, http, fault) : Task.FromResult(false);
        var result = await _place.ReceiveAsync(served);
        Assert.Null(result.Error);
        Assert.Equal(Content, _place.Received);
        Assert.Equal(fault == "expired address" ? 2 : 1, served.Signatures);
    }

    [Theory]
    [InlineData("whole object", UploadError.RangeFailed, ReceiveOutcome.Paused)]
    [InlineData("416", UploadError.ObjectChanged, ReceiveOutcome.Failed)]
    [InlineData("404", UploadError.NotInLake, ReceiveOutcome.Failed)]
    [InlineData("redirect", UploadError.RangeFailed, ReceiveOutcome.Paused)]
    [InlineData("cut body", UploadError.RangeFailed, ReceiveOutcome.Paused)]
    [InlineData("expired address", UploadError.RangeFailed, ReceiveOutcome.Paused)]
    [InlineData("stall", UploadError.RangeFailed, ReceiveOutcome.Paused)]
    [InlineData("other ETag", UploadError.ObjectChanged, ReceiveOutcome.Failed)]
    [InlineData("other size", UploadError.ObjectChanged, ReceiveOutcome.Failed)]
    public async Task What_stays_ends_in_one_error_and_nothing_under_the_name(string fault, UploadError error, ReceiveOutcome outcome)
    {
        await using var served = await ServedObject.StartAsync(Content);
        served.Intercept = (http, before) => before >= 1 ? FailAsync(served, http, fault) : Task.FromResult(false);
        var options = _place.Options with { RangeWorkers = 1 };
        options = options with { Calls = options.Calls with { StallTimeout = TimeSpan.FromMilliseconds(100) } };
        var result = await _place.ReceiveAsync(served, options);
        Assert.Equal((outcome, error), (result.Outcome, result.Error!.Error));
        Assert.Null(_place.Received);
        Assert.DoesNotContain("signature", result.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_the_lakes_come_once_more_and_then_fail()
    {
        await using var served = await ServedObject.StartAsync(Content);
        served.Intercept = async (http, _) =>
        {
            await FailAsync(served, http, "other bytes");
            return true;
        };
        var result = await _place.ReceiveAsync(served);
        Assert.Equal((ReceiveOutcome.Failed, UploadError.ContentDiffers), (result.Outcome, result.Error!.Error));
        Assert.Equal(10, served.Ranges.Count);
        Assert.Empty(_place.Beside);
    }

    [Fact]
    public async Task A_bit_that_turned_on_the_way_costs_a_second_fetch()
    {
        await using var served = await ServedObject.StartAsync(Content);
        served.Intercept = (http, before) => before == 2 ? FailAsync(served, http, "other bytes") : Task.FromResult(false);
        var result = await _place.ReceiveAsync(served);
        Assert.Equal((ReceiveOutcome.Received, (UploadException?)null), (result.Outcome, result.Error));
        Assert.Equal(Content, _place.Received);
    }

    public void Dispose() => _place.Dispose();

    private static async Task<bool> FailAsync(ServedObject served, HttpContext http, string fault)
    {
        var (from, to) = ServedObject.RangeOf(http)!.Value;
        switch (fault)
        {
            case "cut body":
                http.Response.StatusCode = 206;
                http.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{Content.Length}");
                http.Response.ContentLength = to - from + 1;
                await http.Response.Body.WriteAsync(Content.AsMemory(from, (to - from) / 2));
                await http.Response.Body.FlushAsync();
                http.Abort();
                break;
            case "stall":
                http.Response.StatusCode = 206;
                http.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{Content.Length}");
                http.Response.ContentLength = to - from + 1;
                await http.Response.Body.WriteAsync(Content.AsMemory(from, 10));
                await http.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case "wrong range":
                http.Response.StatusCode = 206;
                http.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes 0-{to - from}/{Content.Length}");
                await http.Response.Body.WriteAsync(Content.AsMemory(0, to - from + 1));
                break;
            case "whole object":
                await http.Response.Body.WriteAsync(Content);
                break;
            case "other bytes":
                var bytes = (byte[])Content.Clone();
                bytes[from] ^= 1;
                await served.AnswerAsync(http, bytes);
                break;
            case "other ETag":
                served.ETag = "\"two\"";
                http.Request.Headers.IfMatch = default;
                await served.AnswerAsync(http, Content);
                break;
            case "other size":
                http.Request.Headers.IfMatch = default;
                await served.AnswerAsync(http, [.. Content, 1]);
                break;
            case "expired address":
                http.Response.StatusCode = 403;
                await http.Response.WriteAsync("<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>");
                break;
            case "redirect":
                http.Response.Redirect("http://127.0.0.1:1/");
                break;
            default:
                http.Response.StatusCode = int.Parse(fault, CultureInfo.InvariantCulture);
                break;
        }

        return true;
    }
}
