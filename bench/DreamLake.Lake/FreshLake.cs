using System.Diagnostics;
using System.Globalization;

namespace DreamLake.Lake;

/// <summary>The first call that a lake gets after its start.</summary>
/// <remarks>Each measurement is a process of its own, so that nothing is compiled or known yet.</remarks>
internal static class FreshLake
{
    // By the argument that such a process is started with; behind it stand the lake's folder and the call's own arguments.
    private static readonly Dictionary<string, Func<HostedLake, string[], Task>> Calls = new()
    {
        ["presigning-once"] = (lake, _) => Presigning.CallAsync(lake),
        ["parts-done-once"] = (lake, arguments) => PartsDone.CallAsync(lake, arguments[0]),
    };

    /// <summary>Whether these are the arguments of such a process.</summary>
    public static bool IsMeantBy(string[] arguments) => arguments.Length > 0 && Calls.ContainsKey(arguments[0]);

    /// <summary>Makes one call and prints its seconds of wall and of CPU, all threads and the client's too.</summary>
    public static async Task CallAsync(string[] arguments)
    {
        await using var lake = await HostedLake.StartAsync(arguments[1]);
        var (cpu, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        await Calls[arguments[0]](lake, arguments[2..]);
        Console.WriteLine(
            FormattableString.Invariant($"{watch.Elapsed.TotalSeconds} {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds}"));
    }

    /// <summary>Measures a call so many times and writes its two rows.</summary>
    public static async Task MeasureAsync(string what, int runs, params string[] arguments)
    {
        var (wall, cpu) = (new Figures(what), new Figures("the same, CPU of all threads, the client's too"));
        for (var run = 0; run < runs; run++)
        {
            var printed = await RunAsync(arguments);
            wall.Add(printed[0]);
            cpu.Add(printed[1]);
        }

        wall.Write();
        cpu.Write();
    }

    private static async Task<double[]> RunAsync(string[] arguments)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        var printed = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return [.. printed.Split(' ').Select(seconds => double.Parse(seconds, CultureInfo.InvariantCulture))];
    }
}
