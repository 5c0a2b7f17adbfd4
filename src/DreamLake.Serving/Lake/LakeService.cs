using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DreamLake.Serving.Lake;

/// <summary>One service of the lake, in a host of its own in this process.</summary>
/// <param name="name">What it is called in messages.</param>
/// <param name="app">Its host.</param>
/// <param name="faults">What its background work died of.</param>
internal sealed class LakeService(string name, WebApplication app, BackgroundFaults faults) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _stopping;

    /// <summary>Comes to its end when the service stops without being asked to, with the reason in one sentence.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>Starts it.</summary>
    /// <returns>Where it listens.</returns>
    /// <exception cref="UsageException">Its address is taken, or its background work cannot begin.</exception>
    public async Task<Uri> StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && faults.First is { } fault)
        {
            // Background work that dies while its host starts cancels the start.
            throw new UsageException($"{name} cannot start: {fault.Message}", ExitCode.NoLake);
        }
        catch (IOException fault)
        {
            throw new UsageException($"The lake cannot listen: {fault.Message}", ExitCode.NoLake);
        }

        _stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(
            () => _ended.TrySetResult($"{name} has ended: {faults.First?.Message ?? "it does not say why."}"));
        return new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>
    /// Stops it: the Lambda hands its job back, and requests under way end. Whoever does not in time is left to the next start.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.DisposeAsync();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await app.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // It took too long: everything is durable, so ending it here loses nothing.
        }

        await app.DisposeAsync();
    }
}
