using System.Security.Cryptography.X509Certificates;
using DreamLake.Serving.Measures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace DreamLake.Serving.Lake;

/// <summary>The services of a lake that run in this process, each in a host of its own; stopped in reverse order.</summary>
/// <param name="certificate">What https addresses show; null where there are none.</param>
/// <param name="log">Whether and how warnings and errors of the services are shown; a failed request answers what a person needs.</param>
/// <param name="measures">Collects metrics and traces; null where nobody does.</param>
internal sealed class LakeHosts(X509Certificate2? certificate, LogStyle log, ProcessMeasures? measures) : IAsyncDisposable
{
    private readonly Stack<LakeService> _services = new();

    /// <summary>Comes to its end when a service ends by itself, with the reason in one sentence that names it.</summary>
    public async Task<string> EndedAsync() => await await Task.WhenAny(_services.Select(service => service.Ended));

    /// <summary>Starts one.</summary>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="add">Registers it.</param>
    /// <param name="map">Maps its endpoints.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where it listens.</returns>
    /// <exception cref="UsageException">Its address is taken, or its background work cannot begin.</exception>
    public async Task<Uri> StartAsync(
        string name, Uri address, Action<IServiceCollection> add, Action<WebApplication> map, CancellationToken cancellationToken)
    {
        var faults = new BackgroundFaults();
        var app = Build(address, faults, add);
        measures?.Use(app);
        map(app);
        var service = new LakeService(name, app, faults);
        _services.Push(service);
        return await service.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The last one first: nobody is asked that has already gone.
        while (_services.TryPop(out var service)) await service.DisposeAsync();
        if (measures is not null) await measures.DisposeAsync();
    }

    private WebApplication Build(Uri address, BackgroundFaults faults, Action<IServiceCollection> add)
    {
        var builder = LakeHost.CreateBuilder();
        builder.Logging.AddProvider(faults);
        if (log != LogStyle.None) ShowLog(builder, log);
        if (certificate is not null) builder.UseCertificate(certificate);
        builder.WebHost.UseUrls(address.GetLeftPart(UriPartial.Authority));
        add(builder.Services);
        return builder.Build();
    }

    private static void ShowLog(WebApplicationBuilder builder, LogStyle log)
    {
        if (log == LogStyle.Json)
        {
            builder.Logging.AddJsonConsole(console =>
            {
                console.IncludeScopes = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // What the tables and the host have to say comes up again, in words, where it matters.
        builder.Logging.AddFilter<ConsoleLoggerProvider>("Microsoft.EntityFrameworkCore", LogLevel.Critical);
        builder.Logging.AddFilter<ConsoleLoggerProvider>("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
