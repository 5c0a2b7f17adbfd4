namespace DreamLake.Simulation.Network;

/// <summary>Decides what befalls each call: what the script says of the n-th call of each machine.</summary>
/// <param name="seed">The seed, from which the usual delays are.</param>
/// <param name="mishaps">The mishaps of each machine, by the number of its call.</param>
internal sealed class Weather(int seed, IReadOnlyDictionary<(string Machine, int Call), Mishap> mishaps)
{
    private static readonly TimeSpan LongWay = TimeSpan.FromSeconds(20);
    private readonly Dictionary<string, int> _calls = new(StringComparer.Ordinal);

    /// <summary>From now on nothing befalls any call.</summary>
    public bool IsFair { get; set; }

    /// <summary>What befalls the next call of a machine.</summary>
    public Fate Next(string machine)
    {
        var call = _calls[machine] = _calls.GetValueOrDefault(machine) + 1;
        var chance = new Chance(seed, machine, call);
        var what = IsFair ? Mishap.None : mishaps.GetValueOrDefault((machine, call));
        var before = TimeSpan.FromMilliseconds(chance.Next(1, 50)) + (what == Mishap.Slow ? LongWay : TimeSpan.Zero);
        return new Fate(what, before, TimeSpan.FromMilliseconds(chance.Next(1, 50)));
    }
}
