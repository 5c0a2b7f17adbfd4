using Microsoft.AspNetCore.Http;

namespace DreamLake.Hosting.Requests;

/// <summary>Asks another service under the id of the request that it is asked for, so that both logs tell of one.</summary>
/// <param name="requests">The request that is being answered.</param>
public sealed class PassRequestIdOn(IHttpContextAccessor requests) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (requests.HttpContext is { TraceIdentifier: var id }) request.Headers.TryAddWithoutValidation(RequestIds.Header, id);
        return base.SendAsync(request, cancellationToken);
    }
}
