using DreamLake.Bss;
using DreamLake.Hosting;
using DreamLake.Lambda;
using DreamLake.Server;
using DreamLake.StagingPool;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DreamLake.Simulation.Lake;

/// <summary>
/// The services' endpoints, compiled once: they hold no state, and take all that has one from the process that a request arrives at.
/// </summary>
internal sealed class Pipelines
{
    public Pipelines(LakeKeys keys, Amazon.S3.IAmazonS3 s3, Amazon.Runtime.AWSCredentials credentials)
    {
        Bss = Build(
            services => services.AddLakeHosting(keys).AddSingleton(s3).AddSingleton(credentials)
                .AddLambda(new LambdaOptions { Bucket = "none", WorkFolder = "none", Database = "none" })
                .AddBss(new BssOptions { Bucket = "none", Database = "none" }),
            app => app.MapBss());
        Server = Build(
            services => services.AddLakeHosting(keys)
                .AddDreamLakeServer(new ServerOptions { Database = "none", BssUrl = SimulatedLake.BssAddress }),
            app => app.MapDreamLakeServer());
    }

    public RequestDelegate Bss { get; }

    public RequestDelegate Server { get; }

    /// <summary>The pool's, which is one endpoint for all.</summary>
    public static RequestDelegate Pool(IServiceProvider services) => services.GetRequiredService<S3Endpoint>().HandleAsync;

    private static RequestDelegate Build(Action<IServiceCollection> add, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // It is never started; a web application cannot be built without one.
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        add(builder.Services);
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        var app = builder.Build();
        app.UseRouting();
        app.UseLakeHosting();
        map(app);
        app.UseEndpoints(_ => { });
        return ((IApplicationBuilder)app).Build();
    }
}
