using System.Security.Cryptography.X509Certificates;
using DreamLake.Bss;
using DreamLake.Bss.S3;
using DreamLake.Hosting;
using DreamLake.Hosting.Audit;
using DreamLake.Hosting.Health;
using DreamLake.Hosting.Limits;
using DreamLake.Hosting.Tokens;
using DreamLake.Lambda;
using DreamLake.Page;
using DreamLake.Page.Sessions;
using DreamLake.Server;
using DreamLake.Serving.Api;
using DreamLake.Serving.Measures;
using DreamLake.StagingPool;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Serving.Lake;

/// <summary>Starts the services of a lake in this process: the same ones for one person's lake and for a team's.</summary>
/// <param name="certificate">What https addresses show, and what a service trusts in the others; null where there are none.</param>
/// <param name="log">Whether and how warnings and errors of the services are shown.</param>
/// <param name="measures">Collects metrics and traces, and ends with the services; null where nobody does.</param>
internal sealed class LakeComposition(X509Certificate2? certificate, LogStyle log, ProcessMeasures? measures = null) : IAsyncDisposable
{
    private readonly LakeHosts _hosts = new(certificate, log, measures);

    /// <summary>Comes to its end when a service ends by itself, with the reason in one sentence that names it.</summary>
    public Task<string> EndedAsync() => _hosts.EndedAsync();

    /// <summary>Starts the staging pool.</summary>
    /// <returns>Where it listens.</returns>
    public Task<Uri> StartPoolAsync(Uri address, StagingPoolOptions options, CancellationToken cancellationToken) => _hosts.StartAsync(
        "The staging pool", address, services => services.AddStagingPool(options), app => app.MapStagingPool(), cancellationToken);

    /// <summary>Answers at an address for a service that cannot start yet.</summary>
    /// <returns>Where it listens.</returns>
    public Task<Uri> StartWaitingAsync(Uri address, IReadOnlyList<ReadinessCheck> engines, CancellationToken cancellationToken) =>
        _hosts.StartAsync(
            "The lake, while it waits,", address, services => WaitingRoom.Add(services, engines), WaitingRoom.Map, cancellationToken);

    /// <summary>Starts BSS.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="doors">Who is let in.</param>
    /// <param name="pool">The S3 that holds the bytes.</param>
    /// <param name="bss">Its options.</param>
    /// <param name="lambda">The Lambda's: BSS hands it jobs.</param>
    /// <param name="splits">Whether the Lambda works in BSS's own host.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where it listens.</returns>
    public Task<Uri> StartBssAsync(
        Uri address, LakeDoors doors, PoolConnection pool, BssOptions bss, LambdaOptions lambda, bool splits,
        CancellationToken cancellationToken) =>
        _hosts.StartAsync(splits ? "BSS, with the Lambda," : "BSS", address, services =>
        {
            AddDoors(services, doors);
            services.AddSingleton(_ => pool.CreateClient())
                .AddSingleton(_ => new PublicS3(pool.CreateSigner()))
                .AddSingleton(pool.Credentials);
            if (splits) services.AddLambda(lambda);
            else services.AddJobQueue(lambda);
            services.AddBss(bss);
        }, app => Map(app, "bss", mapped => mapped.MapBss()), cancellationToken);

    /// <summary>Starts the Lambda in a host of its own, which answers nothing but its health.</summary>
    /// <returns>Where it listens.</returns>
    public Task<Uri> StartLambdaAsync(Uri address, PoolConnection pool, LambdaOptions options, CancellationToken cancellationToken) =>
        _hosts.StartAsync("The Lambda", address, services => services
            .AddSingleton(_ => pool.CreateClient())
            .AddSingleton<Readiness>()
            .AddLambda(options), HealthEndpoints.Map, cancellationToken);

    /// <summary>Starts DreamLake Server, with the page at its address.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="doors">Who is let in.</param>
    /// <param name="options">Its options.</param>
    /// <param name="links">The codes that open the page once; null where nobody gives any out.</param>
    /// <param name="oidc">Who knows the people that open the page; null where nobody does.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where it listens.</returns>
    public Task<Uri> StartServerAsync(
        Uri address, LakeDoors doors, ServerOptions options, OneTimeLinks? links, OidcOptions? oidc, CancellationToken cancellationToken) =>
        _hosts.StartAsync("DreamLake Server", address, services =>
        {
            AddDoors(services, doors);
            services.AddDreamLakeServer(options).AddLakePage(links, oidc);
        }, app =>
        {
            app.UseLakePage();
            Map(app, "server", mapped => mapped.MapDreamLakeServer());
            app.MapLakePage();
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _hosts.DisposeAsync();

    private void AddDoors(IServiceCollection services, LakeDoors doors) =>
        services.AddLakeHosting(doors.Keys).AddTokenTable(doors.TokensDatabase).AddLimits(doors.TokensDatabase)
            .AddAuditWriter(doors.Audit, Console.Out).TrustOnly(certificate);

    private static void Map(WebApplication app, string document, Action<WebApplication> map)
    {
        app.UseLakeHosting();
        map(app);
        ApiPages.Map(app, document);
    }
}

/// <summary>Who is let in at a lake's services.</summary>
/// <param name="Keys">The keys that sign and verify.</param>
/// <param name="TokensDatabase">Where the tokens are that were given out, the keys that were made later, and the limits.</param>
/// <param name="Audit">Where it is written down who came in, beside the tables.</param>
internal sealed record LakeDoors(Hosting.Keys.KeyRing Keys, string TokensDatabase, AuditOptions Audit);
