using DreamLake.Simulation.Lake;
using DreamLake.Simulation.Scripts;

namespace DreamLake.Simulation.Playing;

/// <summary>Where one script after the other is played, each in a world of its own.</summary>
internal sealed class Stage : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);
    private readonly LakeParts _parts = new();

    public Stage()
    {
        // A first start of the lake makes the tables that every schedule begins with.
        Play(new Script(0, []));
        _parts.Tables.KeepAsEmpty();
    }

    /// <summary>Plays a script.</summary>
    /// <returns>The story, and what did not hold in it; null where all held.</returns>
    public (Story Story, string? Broken) Play(Script script)
    {
        var world = new World(script, _parts);
        // The AWS SDK signs by the machine's clock, which this brings to virtual time.
        world.Loop.AtRest = () => Amazon.AWSConfigs.ManualClockCorrection = world.ClockOf(0).GetUtcNow() - DateTimeOffset.UtcNow;
        world.Loop.AtRest();
        try
        {
            world.Loop.Play(new Schedule(world).PlayAsync, Longest);
        }
        catch (Exception fault)
        {
            // Nothing may throw: what is wrong with a run is told in its results.
            world.Verdict.Break($"{fault.GetType().Name}: {fault.Message}");
        }

        world.Lake.KillAll();
        world.Loop.Dispose();
        if (script.Elements.Count > 0) _parts.Tables.Reset();
        return (world.Story, world.Verdict.Broken);
    }

    public void Dispose() => _parts.Dispose();
}
