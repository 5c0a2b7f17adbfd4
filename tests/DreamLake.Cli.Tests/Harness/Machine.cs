using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace DreamLake.Cli.Tests.Harness;

/// <summary>A person's machine: a home folder of its own, in which the built command is run as a process.</summary>
public sealed class Machine : IDisposable
{
    private readonly Dictionary<string, string> _environment = [];

    public string Home { get; } = Directory.CreateTempSubdirectory("dreamlake-home-").FullName;

    /// <summary>The command where its own build leaves it, with what it needs and nothing of what tests need.</summary>
    private static string Command { get; } = typeof(Machine).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Command").Value!;

    private static string LakeCommand => Command
        .Replace("DreamLake.Cli", "DreamLake.Serving", StringComparison.Ordinal)
        .Replace("dreamlake.dll", "dreamlake-lake.dll", StringComparison.Ordinal);

    public string Uploads => Path.Combine(Home, ".dreamlake", "uploads");

    public static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);

    public Machine With(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    /// <summary>A variable of its environment.</summary>
    public string Variable(string name) => _environment[name];

    /// <summary>A file of random bytes in the home folder; the seed is its size.</summary>
    public string File(string name, int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        var path = Path.Combine(Home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Runs the command to its end.</summary>
    public async Task<Run> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await process.EndAsync();
    }

    /// <summary>Runs the command to its end, with its output redirected as a shell does it.</summary>
    public async Task<Run> RunShellAsync(string redirection, params string[] arguments)
    {
        using var process = Start("sh", ["-c", $"exec dotnet \"$0\" \"$@\" {redirection}", Command, .. arguments]);
        return await process.EndAsync();
    }

    /// <summary>Runs a script in the home folder, as a person's shell does; it finds the command in <c>COMMAND</c>.</summary>
    public async Task<Run> RunScriptAsync(string script)
    {
        using var process = With("COMMAND", Command).Start("bash", ["-c", script]);
        return await process.EndAsync();
    }

    /// <summary>Runs the command to its end where it may have so many files open, sockets among them.</summary>
    public async Task<Run> RunWithFewOpenFilesAsync(int limit, params string[] arguments)
    {
        using var process = Start("sh", ["-c", $"ulimit -n {limit}; exec dotnet \"$0\" \"$@\"", Command, .. arguments]);
        return await process.EndAsync();
    }

    /// <summary>Starts the command.</summary>
    public Started Start(params string[] arguments) =>
        Start("dotnet", [Command, .. arguments]);

    /// <summary>Starts the lake's own program, as an admin does.</summary>
    public Started StartLake(params string[] arguments) => Start("dotnet", [LakeCommand, .. arguments]);

    /// <summary>Runs the lake's own program to its end.</summary>
    public async Task<Run> RunLakeAsync(params string[] arguments)
    {
        using var process = StartLake(arguments);
        return await process.EndAsync();
    }

    private Started Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Home,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var name in new[] { "DREAMLAKE_BSS_URL", "DREAMLAKE_REMOTE", "DREAMLAKE_API_KEY" }) start.Environment.Remove(name);
        start.Environment["HOME"] = start.Environment["USERPROFILE"] = Home;
        foreach (var (name, value) in _environment) start.Environment[name] = value;
        return new Started(Process.Start(start)!);
    }

    public void Dispose() => Directory.Delete(Home, recursive: true);
}

/// <summary>A command that is running.</summary>
public sealed class Started : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task _error;
    private readonly StringBuilder _errorText = new();

    public Started(Process process)
    {
        _process = process;
        _error = Task.Run(async () =>
        {
            while (await process.StandardError.ReadLineAsync() is { } line) lock (_errorText) _errorText.AppendLine(line);
        });
    }

    /// <summary>Reads standard output up to the line that holds a text; answers that line.</summary>
    public async Task<string> ReadToAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            _output.AppendLine(line);
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        }

        await _error;
        throw new InvalidOperationException($"The command ended without '{text}':\n{_output}{_errorText}");
    }

    /// <summary>Waits until standard error holds a text, or the command ends.</summary>
    public async Task ErrorHasAsync(string text)
    {
        while (!_process.HasExited)
        {
            lock (_errorText) if (_errorText.ToString().Contains(text, StringComparison.Ordinal)) return;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"The command ended without '{text}':\n{_errorText}");
    }

    public async Task<Run> EndAsync()
    {
        _output.Append(await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await _error;
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Run(_process.ExitCode, _output.ToString(), _errorText.ToString());
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>SIGKILL: nothing is tidied up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>SIGKILL for it and for what it started: nothing of either is tidied up.</summary>
    public async Task KillTreeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What Ctrl+C sends.</summary>
    public void Interrupt() => Send("kill", "-INT", Id);

    /// <summary>SIGSTOP: it holds all that it has, and does nothing.</summary>
    public void Suspend() => Send("kill", "-STOP", Id);

    /// <summary>SIGCONT.</summary>
    public void Continue() => Send("kill", "-CONT", Id);

    /// <summary>What it wrote to standard error so far.</summary>
    public string Said
    {
        get
        {
            lock (_errorText) return _errorText.ToString();
        }
    }

    /// <summary>What a service manager sends at a stop: SIGTERM, to the command and to what it started.</summary>
    public void TerminateTree()
    {
        Send("pkill", "-TERM", "-P", Id);
        Send("kill", "-TERM", Id);
    }

    private string Id => _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static void Send(string program, params string[] arguments)
    {
        using var kill = Process.Start(program, arguments);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        // With the lake, which is its child and would still write into the home folder for a moment.
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}

/// <summary>A command that has ended.</summary>
public sealed record Run(int ExitCode, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    /// <summary>The run, if it ended so; else a failure that shows what it printed.</summary>
    public Run Ended(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"The command ended with {ExitCode}, not {exitCode}:\n{Output}\n{Error}");
        return this;
    }
}
