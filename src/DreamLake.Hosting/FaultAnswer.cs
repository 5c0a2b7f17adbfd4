using System.Data.Common;
using DreamLake.Hosting.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace DreamLake.Hosting;

/// <summary>What a fault of a call, or of one item of a batch, is answered with.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">One sentence for the person at the other end; null where the status says it all.</param>
internal readonly record struct FaultAnswer(int Status, string? Detail)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private const int DatabaseBusy = 5, DatabaseLocked = 6, DatabaseInputOutput = 10, DatabaseIsFull = 13;

    /// <summary>The answer to an exception.</summary>
    /// <param name="fault">The exception.</param>
    /// <param name="cancellationToken">Whether the client has left.</param>
    public static FaultAnswer Of(Exception fault, CancellationToken cancellationToken) => fault switch
    {
        RefusalException refusal => new(refusal.Status, refusal.Message),
        BadHttpRequestException bad => new(bad.StatusCode, UnreadableRequest.DetailOf(bad)),
        OperationCanceledException when cancellationToken.IsCancellationRequested => new(499, "The client left before the answer."),
        _ when IsBusy(fault) => new(
            StatusCodes.Status503ServiceUnavailable, "The lake's tables are busy. Nothing that was stored is lost: try again shortly."),
        _ when IsDiskFault(fault) => new(
            StatusCodes.Status507InsufficientStorage,
            "The lake's disk is full or failing. Nothing that was stored is lost. Make room, then try again."),
        _ => new(
            StatusCodes.Status500InternalServerError,
            "The service failed; its log says why. Nothing that was stored is lost. Try again."),
    };

    /// <summary>Seconds after which to ask again; null where that is not told.</summary>
    /// <param name="fault">The exception.</param>
    public int? RetryAfterOf(Exception fault) =>
        Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests
            ? (int)Math.Ceiling(((fault as RefusalException)?.RetryAfter ?? Soon).TotalSeconds)
            : null;

    private static bool IsBusy(Exception fault) => DatabaseFault.Of(fault) switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is DatabaseBusy or DatabaseLocked,
        DbException other => other.IsTransient,
        _ => false,
    };

    private static bool IsDiskFault(Exception fault) =>
        DatabaseFault.Of(fault) is SqliteException { SqliteErrorCode: DatabaseIsFull or DatabaseInputOutput };
}
