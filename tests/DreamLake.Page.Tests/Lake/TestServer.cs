using DreamLake.Hosting;
using DreamLake.Hosting.Audit;
using DreamLake.Hosting.Tokens;
using DreamLake.Page;
using DreamLake.Page.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Server.Tests.Lake;

/// <summary>DreamLake Server with the page, as the composition root would start it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestServer(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    public TokenTable Tokens => _app.Services.GetRequiredService<TokenTable>();

    public OneTimeLinks Links => _app.Services.GetRequiredService<OneTimeLinks>();

    public static async Task<TestServer> StartAsync(
        LakeKeys keys, ServerOptions options, TimeProvider time, OidcOptions? oidc = null)
    {
        var builder = Web.Builder();
        builder.Services.AddSingleton(time);
        var links = new OneTimeLinks(() => LakeTokens.Mint(keys, FakeBss.WholeLake, wholeLake: true, TimeSpan.FromDays(1), time), time);
        builder.Services.AddLakeHosting(keys).AddTokenTable(options.Database).AddDreamLakeServer(options).AddLakePage(links, oidc)
            .AddAuditWriter(new AuditOptions());
        var server = new TestServer(builder.Build());
        server._app.UseLakePage();
        server._app.UseLakeHosting().MapDreamLakeServer();
        server._app.MapLakePage();
        server.Url = await server._app.StartOnAFreePortAsync();
        return server;
    }

    /// <summary>Stops it, and answers what its audit log then holds.</summary>
    public async Task<IReadOnlyList<AuditEntry>> StopAndReadAuditAsync(CancellationToken cancellationToken)
    {
        await _app.StopAsync(cancellationToken);
        return await _app.Services.GetRequiredService<AuditLog>().ReadAsync(DateTimeOffset.MinValue, null, 0, 100, cancellationToken);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
