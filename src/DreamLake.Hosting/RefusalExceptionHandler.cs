using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DreamLake.Hosting;

/// <summary>Turns what an endpoint throws into <c>application/problem+json</c>: the one place of both services that does.</summary>
internal sealed class RefusalExceptionHandler(IProblemDetailsService problems, ILogger<RefusalExceptionHandler> log) : IExceptionHandler
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private const int DatabaseBusy = 5, DatabaseLocked = 6, DatabaseInputOutput = 10, DatabaseIsFull = 13;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        (int Status, string? Detail) answer = exception switch
        {
            RefusalException refusal => (refusal.Status, refusal.Message),
            BadHttpRequestException bad => (bad.StatusCode, UnreadableRequest.DetailOf(bad)),
            OperationCanceledException when context.RequestAborted.IsCancellationRequested => (499, "The client left before the answer."),
            _ when IsBusy(exception) =>
            (StatusCodes.Status503ServiceUnavailable, "The lake's tables are busy. Nothing that was stored is lost: try again shortly."),
            _ when IsDiskFault(exception) => (StatusCodes.Status507InsufficientStorage,
            "The lake's disk is full or failing. Nothing that was stored is lost. Make room, then try again."),
            _ =>
            (StatusCodes.Status500InternalServerError, "The service failed; its log says why. Nothing that was stored is lost. Try again."),
        };
        var (status, detail) = answer;
        if (status is StatusCodes.Status500InternalServerError or StatusCodes.Status507InsufficientStorage)
            log.LogError(exception, "{Method} {Path} failed", context.Request.Method, context.Request.Path);

        context.Response.StatusCode = status;
        if (status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
        {
            var retryAfter = (exception as RefusalException)?.RetryAfter ?? Soon;
            context.Response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        var problem = new ProblemDetailsContext { HttpContext = context, ProblemDetails = { Status = status, Detail = detail } };
        if (exception is RefusalException { ConflictingId: { } id }) problem.ProblemDetails.Extensions["id"] = id;
        await problems.WriteAsync(problem);
        return true;
    }

    // What saves several rows wraps the database's own fault.
    private static Exception DatabaseFault(Exception fault) => fault is DbException ? fault : fault.InnerException ?? fault;

    private static bool IsBusy(Exception fault) => DatabaseFault(fault) switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is DatabaseBusy or DatabaseLocked,
        DbException other => other.IsTransient,
        _ => false,
    };

    private static bool IsDiskFault(Exception fault) =>
        DatabaseFault(fault) is SqliteException { SqliteErrorCode: DatabaseIsFull or DatabaseInputOutput };
}
