using System.Diagnostics;
using System.Globalization;

namespace DreamLake.Disk.Tests;

/// <summary>A process of its own that takes locks of a folder.</summary>
internal static class LockingChild
{
    public const string Argument = "--take-locks";

    /// <summary>How to start it; what stands before it, if anything, runs it.</summary>
    public static Process Start(string[] before, params string[] arguments)
    {
        var isDotnet = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        string[] line = [.. before, Environment.ProcessPath!,
            .. isDotnet ? [typeof(LockingChild).Assembly.Location] : Array.Empty<string>(), Argument, .. arguments];
        return Process.Start(new ProcessStartInfo(
            line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardInput = true, RedirectStandardError = true })!;
    }

    public static int Run(string[] arguments) => arguments switch
    {
        ["count", var folder, var rounds, var spares] => Count(NewLocks(folder, Number(spares)), folder, Number(rounds)),
        ["hold", var folder] => Hold(folder),
        ["try", var folder] => Try(folder),
        _ => 2,
    };

    // Holds one lock again and again; each time adds one to a number in a file, which is only right if nobody else does meanwhile.
    private static int Count(LockFolder locks, string folder, int rounds)
    {
        var number = Path.Combine(folder, "number");
        var alone = Path.Combine(folder, "alone");
        for (var round = 0; round < rounds; round++)
        {
            using var held = TakeAtLast(locks);
            // Other names that come and go meanwhile, which files that stay are given.
            using var further = locks.TryTake($"further-{round % 3}", "", out _);
            try
            {
                new FileStream(alone, FileMode.CreateNew).Dispose();
            }
            catch (IOException)
            {
                Console.WriteLine("another holds it too");
                return 1;
            }

            File.WriteAllText(number, (Number(File.ReadAllText(number)) + 1).ToString(CultureInfo.InvariantCulture));
            File.Delete(alone);
        }

        locks.RemoveSpares();
        return 0;
    }

    private static HeldLock TakeAtLast(LockFolder locks)
    {
        while (true)
        {
            if (locks.TryTake("one", "", out _) is { } held) return held;
            Thread.Yield();
        }
    }

    private static int Hold(string folder)
    {
        using var held = NewLocks(folder).TryTake("one", "the child", out _);
        Console.WriteLine(held is null ? "not held" : "held");
        Console.ReadLine();
        return 0;
    }

    private static int Try(string folder)
    {
        try
        {
            using var held = NewLocks(folder).TryTake("one", "", out _);
            Console.WriteLine(held is null ? "contended" : "taken");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Console.WriteLine(fault.Message);
        }

        return 0;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static LockFolder NewLocks(string folder, int spares = 0) =>
        new(new LocalDisk(), Path.Combine(folder, "locks"), ".lock", TimeProvider.System, spares);
}
