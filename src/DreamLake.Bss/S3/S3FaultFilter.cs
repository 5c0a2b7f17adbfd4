using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DreamLake.Bss.S3;

/// <summary>Answers a failure of S3 as a problem that says whose it is, in one place for every endpoint.</summary>
internal sealed class S3FaultFilter(ILogger<S3FaultFilter> log) : IEndpointFilter
{
    private const string RetryAfterSeconds = "5";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (!http.RequestAborted.IsCancellationRequested && S3Fault.Of(exception) is not null)
        {
            var fault = S3Fault.Of(exception)!;
            // Its type and code alone: an SDK's message may quote an address, and an address may be signed.
            log.LogError("{Method} {Path}: {Exception}: {Detail}", http.Request.Method, http.Request.Path, exception.GetType().Name,
                fault.Detail);
            if (fault.Status == StatusCodes.Status503ServiceUnavailable) http.Response.Headers.RetryAfter = RetryAfterSeconds;
            return TypedResults.Problem(fault.Detail, statusCode: fault.Status);
        }
    }
}
