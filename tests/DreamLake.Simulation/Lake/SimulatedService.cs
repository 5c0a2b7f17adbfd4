using DreamLake.Simulation.Disk;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Simulation.Lake;

/// <summary>One service of the lake under its name: it runs, is killed, and runs again.</summary>
/// <param name="name">Its name in the story.</param>
/// <param name="clock">The clock of the lake's machine.</param>
/// <param name="disk">The disk of the lake's machine.</param>
/// <param name="compose">Builds the services of one run, and its pipeline.</param>
internal sealed class SimulatedService(
    string name, TimeProvider clock, SimulatedDisk disk, Func<LakeProcess, (IServiceProvider Services, RequestDelegate Pipeline)> compose)
{
    public string Name => name;

    /// <summary>The run at this moment; null while it is down.</summary>
    public LakeProcess? Process { get; private set; }

    public async Task StartAsync()
    {
        var process = new LakeProcess(name, clock, disk);
        try
        {
            var (services, pipeline) = compose(process);
            await process.StartAsync(services, pipeline);
            Process = process;
        }
        finally
        {
            // One that cannot start ends, and lets go of what it held.
            if (Process != process) process.Kill();
        }
    }

    /// <summary>Starts it; answers false where it cannot start, as on a full disk.</summary>
    public async Task<bool> TryStartAsync()
    {
        try
        {
            await StartAsync();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Kill()
    {
        Process?.Kill();
        Process = null;
    }

    /// <summary>Carries a request out.</summary>
    /// <exception cref="IOException">The process died before it had answered.</exception>
    public async Task<InMemoryAnswer> SendAsync(HttpRequestMessage request, Stream body)
    {
        var process = Process ?? throw new IOException("It is down.");
        var answering = InMemoryRequest.RunAsync(process, request, body);
        await Task.WhenAny(answering, process.Died);
        // Whoever dies has not answered, even where its code went on for a moment.
        if (process.IsDead) throw new IOException("It died.");
        return await answering;
    }
}
