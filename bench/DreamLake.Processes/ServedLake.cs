using System.Diagnostics;

namespace DreamLake.Processes;

/// <summary>
/// A whole lake, as <c>dreamlake serve</c> runs it on a folder of the bench and free ports: it stores and reads back in earnest.
/// </summary>
internal sealed class ServedLake : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts one.</summary>
    /// <param name="bench">Where it lies.</param>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public ServedLake(Workbench bench)
    {
        Folder = Path.Combine(bench.Home, "lake");
        string[] arguments = ["serve", "--folder", Folder, "--bss-url", "http://127.0.0.1:0", "--server-url", "http://127.0.0.1:0"];
        var start = new ProcessStartInfo(bench.PublishedCommand, arguments) { RedirectStandardOutput = true };
        start.Environment["HOME"] = bench.Home;
        _process = Process.Start(start)!;
        while (Environment.Count < 3)
        {
            var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The lake did not start.");
            if (line.TrimStart().Split("export ") is ["", var printed] && printed.Split('=', 2) is [var name, var value])
                Environment[name] = value;
        }

        // The line reads the token from its file.
        Environment["DREAMLAKE_API_KEY"] = File.ReadAllText(Environment["DREAMLAKE_API_KEY"]!.Split('\'')[1]).Trim();
        Environment["HOME"] = bench.Home;
    }

    /// <summary>Where it keeps its data.</summary>
    public string Folder { get; }

    /// <summary>What a command needs to find it.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        // The command, and the lake that it started.
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
