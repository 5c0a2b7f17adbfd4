using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DreamLake.Simulation.Lake;

/// <summary>One service of the lake: its own code and request pipeline, without a socket.</summary>
internal sealed class SimulatedService(Action<IServiceCollection> add, Action<WebApplication> map) : IDisposable
{
    private WebApplication? _app;
    private HttpMessageInvoker? _door;

    /// <summary>The way in; null while it is down.</summary>
    public HttpMessageInvoker? Door => _door;

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        add(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        _app = app;
        _door = new HttpMessageInvoker(_app.GetTestServer().CreateHandler(GiveTarget));
    }

    // A server reads it off the wire; the pool checks signatures against it.
    private static void GiveTarget(HttpContext context) =>
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = context.Request.GetEncodedPathAndQuery();

    public void Dispose() => _door?.Dispose();

    public async Task StopAsync()
    {
        if (_app is not { } app) return;
        (_app, _door) = (null, null);
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
