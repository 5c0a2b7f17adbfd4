using System.Diagnostics;
using Xunit;

namespace DreamLake.Lambda.Tests;

/// <summary>ffmpeg and ffprobe as the tests use them: to make media, and to look at what came out.</summary>
internal static class Ffmpeg
{
    /// <summary>A picture that moves, two seconds long.</summary>
    public const string Picture = "-f lavfi -i testsrc2=size=160x120:rate=15:duration=2";

    /// <summary>A tone, two seconds long.</summary>
    public const string Tone = "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=2";

    /// <summary>Skips the test where the tools are missing; fails it in CI.</summary>
    public static void Require()
    {
        if (SplitTools.AreInstalled()) return;
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(SplitTools.HowToInstall);
        Assert.Skip(SplitTools.HowToInstall);
    }

    /// <summary>Makes a file in a folder.</summary>
    public static async Task<string> MakeAsync(string folder, string arguments, string name)
    {
        Require();
        var path = Path.Combine(folder, name);
        await RunAsync("ffmpeg", [.. $"-v error -nostdin -y {arguments}".Split(' '), path]);
        return path;
    }

    /// <summary>Makes a file of tests/Zoo in a folder.</summary>
    public static async Task<string> MakeZooFileAsync(string folder, string name)
    {
        Require();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The zoo is made by a shell script.");
        await RunAsync("bash", [Path.Combine(Zoo.ZooFile.Folder, "make"), folder, name]);
        return Path.Combine(folder, name);
    }

    /// <summary>What ffmpeg writes to its standard output.</summary>
    public static Task<string> OutputAsync(string[] arguments) => RunAsync("ffmpeg", arguments);

    /// <summary>Puts a cover picture into a sound file.</summary>
    public static async Task<string> AddCoverAsync(string sound, string cover, string target)
    {
        string[] streams = ["-map", "0:a", "-map", "1:v", "-c", "copy", "-disposition:v:0", "attached_pic"];
        await RunAsync("ffmpeg", ["-v", "error", "-nostdin", "-i", sound, "-i", cover, .. streams, target]);
        return target;
    }

    /// <summary>What ffprobe says of one entry, <c>format=duration</c> say: one line for each stream.</summary>
    public static async Task<string[]> ProbeAsync(string path, string entries)
    {
        var text = await RunAsync("ffprobe", ["-v", "error", "-show_entries", entries, "-of", "csv=p=0", path]);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>The digest of a file's decoded picture: the same for a copy, another one after transcoding.</summary>
    public static Task<string> PictureDigestAsync(string path) =>
        RunAsync("ffmpeg", ["-v", "error", "-nostdin", "-i", path, "-map", "0:v:0", "-f", "md5", "-"]);

    private static async Task<string> RunAsync(string tool, string[] arguments)
    {
        using var process =
            Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{tool} {string.Join(' ', arguments)}: {await errors}");
        return output;
    }
}
