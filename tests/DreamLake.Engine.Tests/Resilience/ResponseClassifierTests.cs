using System.Security.Authentication;
using DreamLake.Engine.Resilience;
using Xunit;

namespace DreamLake.Engine.Tests.Resilience;

/// <summary>The rows that need no socket.</summary>
public sealed class ResponseClassifierTests
{
    [Theory]
    [InlineData("AccessDenied", "Access Denied", 403, "StopFile")]
    [InlineData("AccessDenied", "Request has expired", 403, "SignAgain")]
    [InlineData("RequestTimeTooSkewed", "", 403, "SignAgain")]
    [InlineData("BadDigest", "", 400, "RetryOnce")]
    [InlineData("NoSuchUpload", "", 404, "StartOver")]
    [InlineData("EntityTooLarge", "", 400, "StopFile")]
    [InlineData(null, "", 301, "StopFile")]
    [InlineData(null, "", 429, "Retry")]
    [InlineData(null, "", 403, "StopFile")]
    public void S3_answered(string? code, string text, int status, string decision) =>
        Assert.Equal(decision, ResponseClassifier.OfS3(code, text, status).RetryDecision.ToString());

    [Theory]
    [InlineData(409, "InvalidPart: one is missing", "SendMissing")]
    [InlineData(422, "InvalidPartOrder: they do not ascend", "StopFile")]
    [InlineData(409, "OperationAborted: at work on it", "Retry")]
    [InlineData(409, "another has that name", "StopFile")]
    [InlineData(404, "NoSuchUpload: gone", "StartOver")]
    [InlineData(401, "", "StopRun")]
    [InlineData(425, "", "Retry")]
    [InlineData(400, "", "StopFile")]
    public void A_service_answered(int status, string text, string decision) =>
        Assert.Equal(decision, ResponseClassifier.OfService(status, text).RetryDecision.ToString());

    [Fact]
    public void An_untrusted_certificate_is_asked_once_and_a_torn_handshake_again()
    {
        var untrusted =
            TransportFailures.Of(new HttpRequestException(HttpRequestError.SecureConnectionError, "", new AuthenticationException()));
        var torn = TransportFailures.Of(new HttpRequestException(HttpRequestError.SecureConnectionError, "", new IOException()));
        Assert.Equal((RetryDecision.StopRun, RetryDecision.StopFile), (ResponseClassifier.OfTransportFailure(untrusted).RetryDecision,
            ResponseClassifier.OfS3TransportFailure(untrusted).RetryDecision));
        Assert.Equal((RetryDecision.Retry, RetryDecision.Retry),
            (ResponseClassifier.OfTransportFailure(torn).RetryDecision, ResponseClassifier.OfS3TransportFailure(torn).RetryDecision));
    }
}
