using System.Diagnostics;

namespace DreamLake.StagingPool.Tests;

/// <summary>A pool in a process of its own, which can be killed.</summary>
internal sealed class ChildPool : IAsyncDisposable
{
    public const string Argument = "--serve-pool";
    private readonly Process _process;

    private ChildPool(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ChildPool> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        // Under `dotnet x.dll` the process is dotnet itself; under the test's own executable it is that.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ChildPool).Assembly.Location);
        }

        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(folder);
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException("The pool did not start.");
        return new ChildPool(process, new Uri(line));
    }

    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync(CancellationToken.None);
        _process.Dispose();
    }
}
