using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace DreamLake.Hosting;

/// <summary>Writes every problem as <c>application/problem+json</c>, whatever the request accepts.</summary>
/// <remarks>
/// The framework's own writer writes nothing for a client that accepts no JSON, such as a browser or a player, which would then be told
/// neither what is wrong nor, for a 404, that it is one.
/// </remarks>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var response = context.HttpContext.Response;
        var problem = context.ProblemDetails;
        problem.Status ??= response.StatusCode;
        problem.Title ??= ReasonPhrases.GetReasonPhrase(response.StatusCode);
        problem.Detail ??= DetailOf(response.StatusCode);
        problem.Extensions["requestId"] = context.HttpContext.TraceIdentifier;
        return new ValueTask(
            response.WriteAsJsonAsync(problem, options: null, "application/problem+json", context.HttpContext.RequestAborted));
    }

    private static string? DetailOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "The bearer token is missing or was refused. Set DREAMLAKE_API_KEY to a token of this lake.",
        StatusCodes.Status403Forbidden => "This is not yours.",
        StatusCodes.Status404NotFound => "There is no such address here.",
        StatusCodes.Status405MethodNotAllowed => "This address does not take that method.",
        StatusCodes.Status412PreconditionFailed => "What is here is not what the request's If-Match names.",
        StatusCodes.Status413PayloadTooLarge => "The body is larger than this address takes.",
        StatusCodes.Status415UnsupportedMediaType => "The body has to be application/json.",
        _ => null,
    };
}
