using DreamLake.Cli.Tests.Harness;
using DreamLake.Serving.Lake;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>A service of the lake that cannot start, or dies later: <c>serve</c> ends with one line that names it, and a status.</summary>
public sealed class ServiceEndTests
{
    [Fact]
    public async Task A_work_space_that_cannot_be_opened_ends_serve_with_one_line_and_3()
    {
        using var machine = new Machine();
        var folder = Path.Combine(machine.Home, "lake");
        Directory.CreateDirectory(folder);
        // What tells a lake's folder from any other that is not empty.
        await File.WriteAllTextAsync(Path.Combine(folder, "lake.lock"), "", TestContext.Current.CancellationToken);
        // A file where the Lambda's work folder would be: no rights are needed to be in its way.
        await File.WriteAllTextAsync(Path.Combine(folder, "work"), "", TestContext.Current.CancellationToken);
        var run = (await machine.RunAsync(
            "serve",
            "--folder",
            folder,
            "--bss-url",
            "http://127.0.0.1:0",
            "--server-url",
            "http://127.0.0.1:0")).Ended(3);
        var line = Assert.Single(run.Error.Trim().Split('\n'));
        Assert.Contains("Lambda", line, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(folder, "work"), line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_dies_later_says_which_it_is_and_why()
    {
        var faults = new BackgroundFaults();
        var death = new TaskCompletionSource();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(faults);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IHostedService>(new Mortal(death.Task));
        await using var service = new LakeService("BSS", builder.Build(), faults);
        await service.StartAsync(TestContext.Current.CancellationToken);
        Assert.False(service.Ended.IsCompleted);
        death.SetException(new IOException("the disk is gone"));
        Assert.Equal("BSS has ended: the disk is gone", await service.Ended);
    }

    [Fact]
    public async Task A_service_that_is_stopped_has_not_died()
    {
        var faults = new BackgroundFaults();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var service = new LakeService("BSS", builder.Build(), faults);
        await service.StartAsync(TestContext.Current.CancellationToken);
        await service.DisposeAsync();
        Assert.False(service.Ended.IsCompleted);
    }

    private sealed class Mortal(Task death) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => death.WaitAsync(stoppingToken);
    }
}
