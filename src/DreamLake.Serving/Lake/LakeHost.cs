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
        return builder;
    }
}
