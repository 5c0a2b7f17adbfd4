using System.Security.Claims;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Hosting;

/// <summary>
/// A request that a service will not carry out: thrown anywhere below an endpoint, answered as <c>application/problem+json</c>.
/// </summary>
public sealed class RefusalException : Exception
{
    /// <summary>A refusal whose cause is the service's: 500.</summary>
    public RefusalException() : this("The service could not carry the request out.")
    {
    }

    /// <summary>A refusal whose cause is the service's: 500.</summary>
    /// <param name="message">One sentence for the person at the other end. No secrets.</param>
    public RefusalException(string message) : this(StatusCodes.Status500InternalServerError, message)
    {
    }

    /// <summary>A refusal whose cause is the service's: 500.</summary>
    /// <param name="message">One sentence for the person at the other end. No secrets.</param>
    /// <param name="innerException">What it came from.</param>
    public RefusalException(string message, Exception innerException) : base(message, innerException) =>
        Status = StatusCodes.Status500InternalServerError;

    /// <summary>A refusal.</summary>
    /// <param name="status">The HTTP status: 400, 403, 404, 409, 413, 422, 429, 502 or 503.</param>
    /// <param name="detail">One sentence for the person at the other end: what is wrong, with what, and what to do. No secrets.</param>
    public RefusalException(int status, string detail) : base(detail) => Status = status;

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The id of what stands in the way, where something does: answered as <c>id</c>.</summary>
    public string? ConflictingId { get; init; }

    /// <summary>When to ask again, of a 429 or 503; null says soon.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>One of <see cref="RefusalReason"/>, where a limit stands in the way; else null.</summary>
    public string? Reason { get; init; }

    /// <summary>400: the request is not of the protocol's form.</summary>
    public static RefusalException Malformed(string detail) => new(StatusCodes.Status400BadRequest, detail);

    /// <summary>403: the bearer's token is not for that namespace. It is not named: a stranger with an id learns of no owner.</summary>
    public static RefusalException NotYours() => new(StatusCodes.Status403Forbidden, "This token may not use that namespace.");

    /// <summary>
    /// 403 for a place that the bearer names, which says so where they wrote it the other way round (<c>space@namespace</c>).
    /// </summary>
    /// <param name="bearer">Who asks.</param>
    /// <param name="namespace">What they named as the namespace.</param>
    /// <param name="space">What they named as the space.</param>
    public static RefusalException NotYours(ClaimsPrincipal bearer, string? @namespace, string? space) =>
        string.IsNullOrEmpty(@namespace) || string.IsNullOrEmpty(space) || bearer.NamespaceOf() != space
            ? NotYours()
            : new(StatusCodes.Status403Forbidden,
                $"This token may not use that namespace. An address is [namespace@]space[:episode]: write " +
                $"{Shown(space)}@{Shown(@namespace)}, not the other way round.");

    private static string Shown(string name) => NameRules.Printable(name);

    /// <summary>404: there is no such thing.</summary>
    public static RefusalException NotFound(string detail) => new(StatusCodes.Status404NotFound, detail);

    /// <summary>422: understood, but wrong.</summary>
    public static RefusalException Wrong(string detail) => new(StatusCodes.Status422UnprocessableEntity, detail);

    /// <summary>The field's value, or a 400 that names the field.</summary>
    public static string Required(string? value, string field) =>
        string.IsNullOrEmpty(value) ? throw Malformed($"The field '{field}' is missing.") : value;
}
