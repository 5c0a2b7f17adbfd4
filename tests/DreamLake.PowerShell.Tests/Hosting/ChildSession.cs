using System.Diagnostics;

namespace DreamLake.PowerShell.Tests.Hosting;

/// <summary>A PowerShell session in a process of its own: the test's own program, called with a script.</summary>
internal static class ChildSession
{
    public const string Argument = "--session";

    /// <summary>What the process does.</summary>
    public static int Run(string script)
    {
        using var session = ModuleSession.Open(withModule: false);
        var ran = session.Run(script);
        foreach (var line in ran.Output) Console.WriteLine(line);
        foreach (var error in ran.Errors) Console.Error.WriteLine(error);
        if (ran.End is not null) Console.Error.WriteLine(ran.End);
        return ran.Errors.Count == 0 && ran.End is null ? 0 : 1;
    }

    /// <summary>Runs a script in such a process; answers the lines of its output.</summary>
    public static async Task<string[]> RunAsync(string script, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Under `dotnet x.dll` the process is dotnet itself; under the test's own executable it is that.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList
            .Add(typeof(ChildSession).Assembly.Location);
        // The collector lets garbage lie as long as the processor's cache holds it, tens of MiB on some; what is measured here is what a
        // run needs.
        start.Environment["DOTNET_GCgen0size"] = "400000";
        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(script);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : throw new InvalidOperationException(output + await error);
    }
}
