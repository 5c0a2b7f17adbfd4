using System.Diagnostics;
using System.Text;
using Xunit;

namespace DreamLake.Testing.Engines;

/// <summary>A program that a machine may lack, looked for in <c>PATH</c> and where its Debian package puts it.</summary>
public sealed class Tool
{
    private Tool(string path) => Path = path;

    /// <summary>The full path of the program.</summary>
    public string Path { get; }

    /// <summary>The tool, or null where it is not installed.</summary>
    /// <param name="name">The program's name, without <c>.exe</c>.</param>
    /// <param name="folders">Folders to look in before those of <c>PATH</c>.</param>
    public static Tool? Find(string name, params string[] folders)
    {
        var file = OperatingSystem.IsWindows() ? $"{name}.exe" : name;
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var found = folders.Concat(path.Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Select(folder => System.IO.Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
        return found is null ? null : new Tool(found);
    }

    /// <summary>The program at a path, or with a name that the system looks for in <c>PATH</c>.</summary>
    public static Tool At(string path) => new(path);

    /// <summary>The tool; where it is not installed, the running test is skipped and says what to install.</summary>
    /// <param name="name">The program's name, without <c>.exe</c>.</param>
    /// <param name="package">The Debian package that brings it.</param>
    public static Tool Require(string name, string package)
    {
        var tool = Find(name);
        if (tool is null) Assert.Skip($"{name} is not installed: apt-get install {package}");
        return tool!;
    }

    /// <summary>Runs the tool to its end and answers its standard output; an exit code other than 0 fails with what it said.</summary>
    public async Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        (await TryRunAsync(arguments, cancellationToken)).Succeeded().Output;

    /// <summary>Runs the tool to its end, whatever its exit code; a cancelled run is killed.</summary>
    /// <param name="arguments">Handed over one by one, without a shell.</param>
    /// <param name="environment">Variables to add; a null value removes one.</param>
    /// <param name="cancellationToken">Ends the tool and the wait.</param>
    /// <param name="folder">Where it runs; left out, where the tests do.</param>
    public async Task<ToolRun> TryRunAsync(
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string?>? environment = null,
        string folder = "")
    {
        var start = new ProcessStartInfo(Path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new ToolRun(System.IO.Path.GetFileName(Path), process.ExitCode, output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}

/// <summary>A tool's run that has ended.</summary>
public sealed record ToolRun(string Tool, int ExitCode, string Output, string Error)
{
    /// <summary>The run, if it ended with 0; else a failure that shows what the tool said.</summary>
    public ToolRun Succeeded() =>
        ExitCode == 0 ? this : throw new InvalidOperationException($"{Tool} ended with {ExitCode}:\n{Error}{Output}");
}
