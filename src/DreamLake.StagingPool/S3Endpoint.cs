using System.Security.Cryptography;
using DreamLake.StagingPool.Operations;
using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace DreamLake.StagingPool;

/// <summary>The road of every request: read, authenticate, carry out; what goes wrong is answered as S3 answers it.</summary>
internal sealed class S3Endpoint(RequestAuthenticator authenticator, OperationTable operations, ILogger<S3Endpoint> log)
{
    private const string RequestIdHeader = "x-amz-request-id";

    public async Task HandleAsync(HttpContext http)
    {
        var requestId = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
        http.Response.Headers[RequestIdHeader] = requestId;
        LiftLimits(http);
        try
        {
            var request = S3Request.From(http);
            var body = authenticator.Authenticate(request);
            await operations.Find(request)(request, body);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            await AnswerAsync(http, FaultOf(fault), requestId);
        }
    }

    // A part has up to 5 GiB, and a slow line is no attack: who sends was authenticated.
    private static void LiftLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } receiving) receiving.MinDataRate = null;
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } sending) sending.MinDataRate = null;
    }

    private S3Exception FaultOf(Exception fault)
    {
        switch (fault)
        {
            case S3Exception known:
                return known;
            case IOException full when DurableFile.IsDiskFull(full):
                log.LogError("The disk of the staging pool is full.");
                return S3Exception.DiskFull();
            default:
                log.LogError(fault, "The staging pool could not carry out a request.");
                return new S3Exception(StatusCodes.Status500InternalServerError, "InternalError", "We encountered an internal error. Please try again.");
        }
    }

    private static async Task AnswerAsync(HttpContext http, S3Exception fault, string requestId)
    {
        // Headers of the answer that was begun would speak of another body.
        http.Response.Clear();
        http.Response.StatusCode = fault.Status;
        http.Response.Headers[RequestIdHeader] = requestId;
        if (fault.Code == "InvalidRange") http.Response.Headers.ContentRange = $"bytes */{fault.Details.First(d => d.Name == "ActualObjectSize").Value}";
        if (HttpMethods.IsHead(http.Request.Method)) return;
        await XmlResponse.WriteErrorAsync(http, fault.Status, xml =>
        {
            xml.Element("Code", fault.Code);
            xml.Element("Message", fault.Message);
            foreach (var (name, value) in fault.Details) xml.Element(name, value);
            xml.Element("Resource", http.Request.Path.Value);
            xml.Element("RequestId", requestId);
            xml.Element("HostId", "dreamlake-staging-pool");
        });
    }
}
