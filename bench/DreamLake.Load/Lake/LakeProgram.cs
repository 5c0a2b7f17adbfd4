using System.Diagnostics;

namespace DreamLake.Load.Lake;

/// <summary><c>dreamlake-lake</c> as a process.</summary>
internal sealed class LakeProgram : IAsyncDisposable
{
    private const string Runs = "The lake runs.";
    private readonly Process _process;

    private LakeProgram(string name, Process process) => (Name, _process) = (name, process);

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>Starts one and waits until it says that it runs.</summary>
    public static async Task<LakeProgram> StartAsync(
        string name, string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var started = new LakeProgram(name, Start(program, arguments));
        while (await started._process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(Runs, StringComparison.Ordinal)) return started;
        }

        throw new InvalidOperationException($"{name} did not start.");
    }

    /// <summary>Runs one to its end; what it wrote.</summary>
    public static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(program, arguments);
        var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"dreamlake-lake {arguments[0]} failed.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Start(string program, IReadOnlyList<string> arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true })!;
}
