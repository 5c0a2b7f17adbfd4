using Microsoft.AspNetCore.Http;

namespace DreamLake.Hosting;

/// <summary>A request that a service will not carry out: thrown anywhere below an endpoint, answered as <c>application/problem+json</c>.</summary>
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
    /// <param name="status">The HTTP status: 400, 403, 404, 409, 413, 422, 502 or 503.</param>
    /// <param name="detail">One sentence for the person at the other end: what is wrong, with what, and what to do. No secrets.</param>
    public RefusalException(int status, string detail) : base(detail) => Status = status;

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>400: the request is not of the protocol's form.</summary>
    public static RefusalException Malformed(string detail) => new(StatusCodes.Status400BadRequest, detail);

    /// <summary>403: the bearer's token is not for this namespace.</summary>
    public static RefusalException NotYours(string? @namespace) => new(StatusCodes.Status403Forbidden, $"This token may not use the namespace '{@namespace}'.");

    /// <summary>404: there is no such thing.</summary>
    public static RefusalException NotFound(string detail) => new(StatusCodes.Status404NotFound, detail);

    /// <summary>422: understood, but wrong.</summary>
    public static RefusalException Wrong(string detail) => new(StatusCodes.Status422UnprocessableEntity, detail);

    /// <summary>The field's value, or a 400 that names the field.</summary>
    public static string Required(string? value, string field) =>
        string.IsNullOrEmpty(value) ? throw Malformed($"The field '{field}' is missing.") : value;
}
