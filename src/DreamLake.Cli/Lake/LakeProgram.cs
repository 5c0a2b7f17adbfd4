using System.Diagnostics;
using System.Reflection;

namespace DreamLake.Cli.Lake;

/// <summary>The lake's side of the command, <c>dreamlake-lake</c>: where it lies, and how it is started as a child.</summary>
/// <remarks>
/// It is a program of its own because it needs ASP.NET Core, and an upload to a lake elsewhere does not. The child's standard input is a
/// pipe that ends with this process, however that ends; the child ends with the pipe.
/// </remarks>
internal static class LakeProgram
{
    private const string Name = "dreamlake-lake";

    /// <summary>Runs a verb of it with what was typed, on this process's own screen.</summary>
    /// <param name="arguments">The verb and all that follows it.</param>
    /// <param name="endsWithInput">Whether the verb stays until the pipe ends.</param>
    /// <param name="cancellationToken">Ends the pipe; the verb then ends by itself.</param>
    /// <returns>Its exit status.</returns>
    /// <exception cref="UsageException">The program is not there.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, bool endsWithInput, CancellationToken cancellationToken)
    {
        using var child = Start(endsWithInput ? [.. arguments, "--ends-with-input"] : arguments, readsOutput: false);
        await using var interrupt = cancellationToken.Register(child.StandardInput.Close);
        await child.WaitForExitAsync(CancellationToken.None);
        return child.ExitCode;
    }

    /// <summary>Starts a verb of it.</summary>
    /// <param name="arguments">The verb and its options.</param>
    /// <param name="readsOutput">Whether its standard output is read here; else it is this process's own.</param>
    /// <exception cref="UsageException">The program is not there, or cannot be started.</exception>
    public static Process Start(IReadOnlyList<string> arguments, bool readsOutput)
    {
        var program = Find() ?? throw new UsageException(
            $"'{Name}' is not installed: it runs a lake on this machine, and is a package of its own. "
            + $"'dotnet tool install --global {Name}' brings it, or the Debian package {Name}, or its archive, "
            + "unpacked into the folder 'lake' beside this command. In a clone, 'dotnet build src/DreamLake.Serving' makes it.",
            ExitCode.NoLake);
        var start = IsManaged(program)
            ? new ProcessStartInfo(Runtime()) { ArgumentList = { program } }
            : new ProcessStartInfo(program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = readsOutput;
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception fault) when (fault is System.ComponentModel.Win32Exception or IOException)
        {
            throw new UsageException($"'{program}' cannot be started: {fault.Message}", ExitCode.NoLake);
        }
    }

    /// <summary>
    /// Beside this command, in its folder <c>lake</c>, in a clone where its own build leaves it, or in <c>PATH</c>; null where it is not.
    /// </summary>
    private static string? Find()
    {
        var beside = new[] { AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "lake") };
        return beside.Append(InClone()).OfType<string>().Select(In).FirstOrDefault(program => program is not null) ?? InPath();
    }

    private static string? In(string folder)
    {
        // The host file alone is no program: a build copies it to whoever refers to the project.
        var managed = Path.Combine(folder, Name + ".dll");
        if (!File.Exists(managed)) return null;
        // What a runtime started, a runtime starts: a host of its own finds one only where it was installed for all.
        var native = Path.Combine(folder, ProgramFile);
        return IsStartedByRuntime || !File.Exists(native) ? managed : native;
    }

    // A .NET tool lies in a folder of its own, far from this command's; what PATH has is the file that starts it.
    private static string? InPath()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.Combine(folder, ProgramFile)).FirstOrDefault(File.Exists);
    }

    private static string ProgramFile => OperatingSystem.IsWindows() ? Name + ".exe" : Name;

    private static string? InClone()
    {
        var configuration = typeof(LakeProgram).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "DreamLake.PowerShell.sln"))) continue;
            return Path.Combine(folder.FullName, "src", "DreamLake.Serving", "bin", configuration, "net10.0");
        }

        return null;
    }

    private static bool IsStartedByRuntime => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";

    private static bool IsManaged(string program) => program.EndsWith(".dll", StringComparison.Ordinal);

    private static string Runtime() => IsStartedByRuntime ? Environment.ProcessPath! : "dotnet";
}
