using System.Diagnostics;
using Xunit;

namespace DreamLake.Cli.Tests.Harness;

/// <summary>Tools that a machine may lack: a test that needs one is skipped there with the reason, but fails in CI.</summary>
public static class Tools
{
    /// <summary>Whether ffmpeg is there.</summary>
    public static bool HasFfmpeg => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "ffprobe")));

    public static void RequireFfmpeg()
    {
        if (HasFfmpeg) return;
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "ffmpeg is missing in CI.");
        Assert.Skip("ffmpeg is not installed.");
    }

    public static async Task<string> RunAsync(string tool, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }
}
