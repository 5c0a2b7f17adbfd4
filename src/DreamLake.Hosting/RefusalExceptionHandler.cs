using System.Globalization;
using DreamLake.Hosting.Measures;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DreamLake.Hosting;

/// <summary>Turns what an endpoint throws into <c>application/problem+json</c>: the one place of both services that does.</summary>
internal sealed class RefusalExceptionHandler(IProblemDetailsService problems, ILogger<RefusalExceptionHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var answer = FaultAnswer.Of(exception, context.RequestAborted);
        var (status, detail) = answer;
        if (status is StatusCodes.Status500InternalServerError or StatusCodes.Status507InsufficientStorage)
        {
            log.LogError(
                exception, "{Method} {Path} failed (request {RequestId})", context.Request.Method, context.Request.Path,
                context.TraceIdentifier);
        }

        RequestMeter.Note(context, (exception as RefusalException)?.Reason);
        context.Response.StatusCode = status;
        if (answer.RetryAfterOf(exception) is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);

        var problem = new ProblemDetailsContext { HttpContext = context, ProblemDetails = { Status = status, Detail = detail } };
        if (exception is RefusalException { ConflictingId: { } id }) problem.ProblemDetails.Extensions["id"] = id;
        await problems.WriteAsync(problem);
        return true;
    }
}
