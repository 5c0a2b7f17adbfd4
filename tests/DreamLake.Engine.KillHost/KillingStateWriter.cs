using System.Diagnostics;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.KillHost;

/// <summary>Counts the points at which a state changes, and kills its own process right before or right after one of them.</summary>
/// <param name="when">before, after or never.</param>
/// <param name="at">Which point, the first being 1.</param>
internal sealed class KillPoints(string when, int at)
{
    private int _passed;

    public void Pass(string name, Action change)
    {
        var point = ++_passed;
        Console.WriteLine($"point {point} {name}");
        if (when == "before" && point == at) Die();
        change();
        if (when == "after" && point == at) Die();
    }

    private static void Die()
    {
        Console.Out.Flush();
        Process.GetCurrentProcess().Kill();
#pragma warning disable RS0030 // The signal is on its way: nothing more may be written before it comes.
        Thread.Sleep(Timeout.Infinite);
#pragma warning restore RS0030
    }
}

/// <summary>A state writer whose every change is such a point.</summary>
internal sealed class KillingStateWriter(IStateWriter inner, KillPoints points) : IStateWriter
{
    public string Path => inner.Path;

    public void Save(UploadState state) => points.Pass($"save {state.Step}", () => inner.Save(state));

    public void Add(PartDone part) => points.Pass($"add {part.PartNumber}", () => inner.Add(part));

    public void Delete() => points.Pass("delete", inner.Delete);

    public void Dispose() => inner.Dispose();
}
