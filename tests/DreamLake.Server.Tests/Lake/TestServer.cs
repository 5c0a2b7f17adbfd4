using DreamLake.Hosting;
using DreamLake.Server.Trash;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace DreamLake.Server.Tests.Lake;

/// <summary>DreamLake Server as the composition root would start it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestServer(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    public static async Task<TestServer> StartAsync(LakeKeys keys, ServerOptions options, TimeProvider time)
    {
        var builder = Web.Builder();
        builder.Services.AddSingleton(time);
        builder.Services.AddLakeHosting(keys).AddDreamLakeServer(options);
        var server = new TestServer(builder.Build());
        server._app.UseLakeHosting().MapDreamLakeServer();
        server.Url = await server._app.StartOnAFreePortAsync();
        return server;
    }

    /// <summary>Does now what the sweep of the trash does once a minute.</summary>
    public Task SweepAsync() =>
        _app.Services.GetServices<IHostedService>().OfType<TrashSweep>().Single().RunAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
