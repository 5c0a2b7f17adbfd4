using System.Diagnostics;
using Xunit;

namespace DreamLake.Native.Tests;

/// <summary>A packaged command that serves a lake on free ports, as a process.</summary>
public sealed class ServedLake : IAsyncDisposable
{
    private readonly Process _process;

    private ServedLake(Process process, Dictionary<string, string?> environment) => (_process, Environment) = (process, environment);

    /// <summary>What a client's environment has to hold: the two addresses, the token and a home folder.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; }

    /// <summary>Starts it and reads the lines that it prints for other shells.</summary>
    public static async Task<ServedLake> StartAsync(PublishedCommand command, string home)
    {
        string[] arguments = ["serve", "--bss-url", "http://127.0.0.1:0", "--server-url", "http://127.0.0.1:0"];
        var start = new ProcessStartInfo(Path.Combine(command.Folder, "dreamlake"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["HOME"] = home },
        };
        var process = Process.Start(start)!;
        var environment = new Dictionary<string, string?> { ["HOME"] = home };
        while (!environment.ContainsKey("DREAMLAKE_API_KEY"))
        {
            var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                ?? throw new InvalidOperationException("The lake ended before it served.");
            if (line.Split("export ") is not [_, var export] || export.Split('=', 2) is not [var name, var value]) continue;
            // The token is in a file that its owner alone may read; what is printed is the line that reads it.
            environment[name] = value.Split('\'') is [_, var file, ..] ? await TokenAsync(file) : value.Trim();
        }

        return new ServedLake(process, environment);
    }

    private static async Task<string> TokenAsync(string file) =>
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // With the lake, which is its child and would still write into the home folder for a moment.
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
