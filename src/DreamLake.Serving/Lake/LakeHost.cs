using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DreamLake.Serving.Lake;

/// <summary>The web host that each service of the lake runs in.</summary>
internal static class LakeHost
{
    /// <summary>A host that takes settings from nobody but its caller.</summary>
    /// <remarks>
    /// The framework's usual hosts read files in the current folder, which is the person's, and variables (<c>ASPNETCORE_…</c>,
    /// <c>Kestrel__…</c>,
    /// <c>AllowedHosts</c>, <c>Logging__…</c>) that container images and pods set for other programs.
    /// </remarks>
    public static WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        // The last one that is registered counts: the framework's own would end each service by itself on SIGTERM and Ctrl+C.
        builder.Services.AddSingleton<IHostLifetime, StoppedByTheLake>();
        return builder;
    }

    /// <summary>Signals are for the program, which then stops its services in order.</summary>
    private sealed class StoppedByTheLake : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
