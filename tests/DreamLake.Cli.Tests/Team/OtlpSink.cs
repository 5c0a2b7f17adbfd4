using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DreamLake.Cli.Tests.Team;

/// <summary>A collector that keeps what it is sent as it came: every string of a metric or span is readable in it.</summary>
internal sealed class OtlpSink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string Body)> _taken = new();

    private OtlpSink(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<OtlpSink> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var sink = new OtlpSink(builder.Build());
        sink._app.MapPost("/{**signal}", sink.TakeAsync);
        await sink._app.StartAsync();
        return sink;
    }

    /// <summary>All that came for a signal, <c>/v1/traces</c> or <c>/v1/metrics</c>.</summary>
    public string Of(string signal) => string.Concat(_taken.Where(one => one.Path == signal).Select(one => one.Body));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.Latin1);
        _taken.Enqueue((http.Request.Path, await reader.ReadToEndAsync(http.RequestAborted)));
    }
}
