using System.Diagnostics;

namespace DreamLake.Processes;

/// <summary>
/// A whole lake, as <c>dreamlake serve</c> runs it on a folder of the bench and free ports: it stores and reads back in earnest.
/// </summary>
internal sealed class ServedLake : IDisposable
{
    private const string FreePort = "http://127.0.0.1:0";
    private readonly Process _process;

    /// <summary>Starts one.</summary>
    /// <param name="bench">Where it lies.</param>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public ServedLake(Workbench bench)
    {
        Folder = Path.Combine(bench.Home, "lake");
        _process = Start(
            bench, "serve", "--folder", Folder, "--bss-url", FreePort, "--server-url", FreePort, "--pool-url", FreePort);
        ReadExports(_process, Environment, 3);

        // The line reads the token from its file.
        Environment["DREAMLAKE_API_KEY"] = File.ReadAllText(Environment["DREAMLAKE_API_KEY"]!.Split('\'')[1]).Trim();
        Environment["HOME"] = bench.Home;
        using var credentials = Start(bench, "pool-credentials", "--folder", Folder, "--form", "environment");
        ReadExports(credentials, Pool, 4);
        credentials.WaitForExit();
    }

    /// <summary>Where it keeps its data.</summary>
    public string Folder { get; }

    /// <summary>What a command needs to find it.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    /// <summary>What S3 tools need to read its pool: <c>AWS_ENDPOINT_URL</c>, the key and its secret, the region.</summary>
    public Dictionary<string, string?> Pool { get; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        // The command, and the lake that it started.
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static Process Start(Workbench bench, params string[] arguments)
    {
        var start = new ProcessStartInfo(bench.PublishedCommand, arguments) { RedirectStandardOutput = true };
        start.Environment["HOME"] = bench.Home;
        return Process.Start(start)!;
    }

    // Lines of a shell, "export NAME=VALUE", until there are so many.
    private static void ReadExports(Process process, Dictionary<string, string?> variables, int count)
    {
        while (variables.Count < count)
        {
            var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The lake did not start.");
            if (line.TrimStart().Split("export ") is ["", var printed] && printed.Split('=', 2) is [var name, var value])
                variables[name] = value;
        }
    }
}
