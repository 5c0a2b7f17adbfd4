using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DreamLake.Engine.Tests.Lake;

/// <summary>The other end of an upload in a test's hand: one port of this process plays BSS, the server, S3 and the Lambda.</summary>
public abstract class TestLake : IAsyncDisposable
{
    private WebApplication _app = null!;

    /// <summary>All requests, in the order of their arrival; what is asked of names before an upload may not be among them.</summary>
    public ConcurrentQueue<SeenRequest> Requests { get; } = new();

    /// <summary>Sees each request first; true means that it answered.</summary>
    public Func<HttpContext, Task<bool>> Intercept { get; set; } = _ => Task.FromResult(false);

    /// <summary>Stands around each request: what comes in, what the lake does, what goes out.</summary>
    public Func<HttpContext, Func<Task>, Task> Around { get; set; } = (_, next) => next();

    public Uri Address { get; private set; } = null!;

    /// <summary>A namespace that nobody else uses; in BSS's words an owner.</summary>
    public abstract string Owner { get; }

    /// <summary>What opens it.</summary>
    public abstract string ClientToken { get; }

    public int PutCount => Requests.Count(r => r.Method == "PUT");

    public int Count(string method, string suffix) =>
        Requests.Count(r => r.Method == method && r.Path.EndsWith(suffix, StringComparison.Ordinal));

    /// <summary>Forgets all multipart uploads, as S3's lifecycle rule does.</summary>
    public abstract Task ExpireAllAsync();

    /// <summary>The one object that is stored for a content of the space <c>robotics</c>.</summary>
    /// <param name="hash">The first 16 digits of its SHA-256.</param>
    public abstract Task<byte[]> StoredAsync(string hash);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Listens at a free port.</summary>
    protected async Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        _app = builder.Build();
        _app.Run(ServeAsync);
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>A request.</summary>
    protected abstract Task ServeAsync(HttpContext context);
}

/// <summary>A request that the lake saw.</summary>
public sealed record SeenRequest(string Method, string Path, string Query, string? Body, string Authorization, string Checksum)
{
    /// <summary>A request as it came in, with its body where that is no part.</summary>
    public static SeenRequest Of(HttpRequest request, string? body) => new(
        request.Method, request.Path.Value!, request.QueryString.Value ?? "", body, request.Headers.Authorization.ToString(),
        request.Headers["x-amz-checksum-crc32c"].ToString());
}
