using System.Security.Cryptography;
using DreamLake.Disk;
using DreamLake.StagingPool.Operations;
using DreamLake.StagingPool.Signing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DreamLake.StagingPool;

/// <summary>The road of every request: read, authenticate, carry out; what goes wrong is answered as S3 answers it.</summary>
internal sealed class S3Endpoint(
    RequestAuthenticator authenticator, OperationTable operations, CorsHeaders cors, PoolHealth health, PoolMeter meter,
    StagingPoolOptions options, ILogger<S3Endpoint> log)
{
    private const string RequestIdHeader = "x-amz-request-id";

    public async Task HandleAsync(HttpContext http)
    {
        var requestId = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
        http.Response.Headers[RequestIdHeader] = requestId;
        BodyLimits.SetRates(http, options);
        try
        {
            var request = S3Request.From(http);
            await cors.AddHeadersAsync(request);
            if (HttpMethods.IsOptions(request.Method)) await cors.AnswerPreflightAsync(request);
            else await CarryOutAsync(request);
            meter.Done(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            var told = FaultOf(fault);
            meter.Refused(told.Code);
            await AnswerAsync(http, told, requestId);
        }
    }

    private async Task CarryOutAsync(S3Request request)
    {
        if (RequestAuthenticator.IsAnonymous(request))
        {
            if (PoolHealth.IsAsked(request))
            {
                await health.AnswerAsync(request);
                return;
            }

            operations.RefuseAnonymous(request);
        }

        var body = authenticator.Authenticate(request);
        var operation = operations.Find(request);
        if (body.IsPersonal && request.Bucket == options.Personal!.ReadOnlyBucket && !HttpMethods.IsGet(request.Method)
            && !HttpMethods.IsHead(request.Method))
            throw S3Exception.AccessDenied(
                $"This key reads the bucket {request.Bucket} and does not write it: only the lake itself does. Make a bucket of your own.");
        await operation(request, body);
    }

    private S3Exception FaultOf(Exception fault)
    {
        switch (fault)
        {
            case S3Exception known:
                return known;
            case IOException full when DiskErrors.IsFull(full):
                log.LogError("The disk of the staging pool is full.");
                return S3Exception.DiskFull();
            default:
                log.LogError(fault, "The staging pool could not carry out a request.");
                return new S3Exception();
        }
    }

    private static async Task AnswerAsync(HttpContext http, S3Exception fault, string requestId)
    {
        // Headers of the answer that was begun would speak of another body; those for pages of other origins hold for any answer.
        var kept = http.Response.Headers.Where(h => CorsHeaders.IsOne(h.Key)).ToArray();
        http.Response.Clear();
        foreach (var (name, value) in kept) http.Response.Headers[name] = value;
        http.Response.StatusCode = fault.Status;
        http.Response.Headers[RequestIdHeader] = requestId;
        BodyLimits.CloseBehindRefusal(http);
        if (fault.Code == "InvalidRange")
            http.Response.Headers.ContentRange = $"bytes */{fault.Details.First(d => d.Name == "ActualObjectSize").Value}";
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
