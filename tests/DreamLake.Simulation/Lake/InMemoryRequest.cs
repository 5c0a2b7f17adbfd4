using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace DreamLake.Simulation.Lake;

/// <summary>A request as it arrives at a service, and the answer that it gets, without a server in between.</summary>
internal static class InMemoryRequest
{
    /// <summary>Runs a request through a process's pipeline.</summary>
    /// <param name="process">The process.</param>
    /// <param name="request">The request; its content is not read.</param>
    /// <param name="body">The request's body.</param>
    public static async Task<InMemoryAnswer> RunAsync(LakeProcess process, HttpRequestMessage request, Stream body)
    {
        var response = new Response();
        var stream = new ResponseBody(response);
        var written = new StreamResponseBodyFeature(stream);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(RequestOf(request, body));
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(written);
        features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(request.Content is not null));
        await using var scope = process.Services.CreateAsyncScope();
        var context = new DefaultHttpContext(features) { RequestServices = scope.ServiceProvider };
        await process.Pipeline(context);
        await written.CompleteAsync();
        await response.StartAsync();
        return new InMemoryAnswer((HttpStatusCode)response.StatusCode, response.Headers, stream.ToArray());
    }

    private static HttpRequestFeature RequestOf(HttpRequestMessage request, Stream body)
    {
        var address = request.RequestUri!;
        var headers = new HeaderDictionary();
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            // The one header whose values stand behind a space each.
            headers[name] = name == "User-Agent" ? string.Join(' ', values) : new StringValues([.. values]);
        }

        headers["Host"] = address.Authority;
        if (request.Content is { } content)
        {
            // The length is a header only once it was asked for.
            _ = content.Headers.ContentLength;
            foreach (var (name, values) in content.Headers.NonValidated) headers.Append(name, new StringValues([.. values]));
        }

        return new HttpRequestFeature
        {
            Protocol = "HTTP/1.1",
            Scheme = address.Scheme,
            Method = request.Method.Method,
            Path = Uri.UnescapeDataString(address.AbsolutePath),
            QueryString = address.Query,
            RawTarget = address.PathAndQuery,
            Headers = headers,
            Body = body,
        };
    }

    private sealed record BodyDetection(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;

    private sealed class Response : IHttpResponseFeature
    {
        private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();

        public int StatusCode { get; set; } = StatusCodes.Status200OK;

        public string? ReasonPhrase { get; set; }

        public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

        public Stream Body { get; set; } = Stream.Null;

        public bool HasStarted { get; private set; }

        public void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

        public void OnCompleted(Func<object, Task> callback, object state)
        {
            // What is registered here disposes of what the collector finds by itself.
        }

        public async Task StartAsync()
        {
            if (HasStarted) return;
            while (_starting.TryPop(out var next)) await next.Callback(next.State);
            HasStarted = true;
        }
    }

    private sealed class ResponseBody(Response response) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await response.StartAsync();
            Write(buffer.Span);
        }

        public override async Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            await response.StartAsync();
            Write(buffer, offset, count);
        }

        public override async Task FlushAsync(CancellationToken cancellationToken) => await response.StartAsync();
    }
}

/// <summary>What a service answered.</summary>
internal sealed record InMemoryAnswer(HttpStatusCode Status, IHeaderDictionary Headers, byte[] Body)
{
    /// <summary>The answer as a client reads it.</summary>
    public HttpResponseMessage ToMessage(HttpRequestMessage request, HttpContent content)
    {
        var message = new HttpResponseMessage(Status) { RequestMessage = request, Content = content };
        foreach (var (name, values) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        return message;
    }
}
