using System.Globalization;
using System.Runtime.InteropServices;

namespace DreamLake.Processes.Report;

/// <summary>On what the figures were taken.</summary>
internal static class Machine
{
    /// <summary>Processor, memory, system and runtime, a line each.</summary>
    public static IEnumerable<string> Lines()
    {
        yield return $"{Processor()}, {Environment.ProcessorCount} cores";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30):0} GiB of memory");
        yield return RuntimeInformation.OSDescription;
        yield return RuntimeInformation.FrameworkDescription;
    }

    private static string Processor() =>
        File.Exists("/proc/cpuinfo")
            && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line.Split(':', 2)[1].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
}
