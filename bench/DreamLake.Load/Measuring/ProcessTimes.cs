using System.Globalization;

namespace DreamLake.Load.Measuring;

/// <summary>What a process, its children and theirs took of the processor, as Linux counts it.</summary>
internal static class ProcessTimes
{
    private const double TicksPerSecond = 100;

    // Of /proc/PID/stat, counted from the one after the name, which may hold anything.
    private const int Parent = 1, User = 11, Kernel = 12, UserOfEnded = 13, KernelOfEnded = 14;

    /// <summary>Seconds of a process alone.</summary>
    public static double SecondsOfOne(int id) =>
        StatOf(id.ToString(CultureInfo.InvariantCulture)) is { } stat ? (stat[User] + stat[Kernel]) / TicksPerSecond : 0;

    /// <summary>Seconds of a process and all under it, those that ended included.</summary>
    public static double SecondsOf(int root)
    {
        var all = Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(name => (Id: int.Parse(name!, CultureInfo.InvariantCulture), Stat: StatOf(name!)))
            .Where(process => process.Stat is not null).ToDictionary(process => process.Id, process => process.Stat!);
        return all.Where(process => IsUnder(process.Key)).Sum(process => process.Key == root
            ? process.Value[User] + process.Value[Kernel] + process.Value[UserOfEnded] + process.Value[KernelOfEnded]
            : process.Value[User] + process.Value[Kernel]) / TicksPerSecond;

        bool IsUnder(int id)
        {
            while (id != root)
            {
                if (!all.TryGetValue(id, out var stat) || stat[Parent] == 0) return false;
                id = (int)stat[Parent];
            }

            return true;
        }
    }

    private static long[]? StatOf(string id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return [.. stat[(stat.LastIndexOf(')') + 2)..].Split(' ').Take(KernelOfEnded + 1)
                .Select(field => long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : 0)];
        }
        catch (IOException)
        {
            // It ended between the listing and the look.
            return null;
        }
    }
}
