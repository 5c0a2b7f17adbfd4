using System.Net;

namespace DreamLake.Simulation.Network;

/// <summary>Decides what befalls each call of a client.</summary>
/// <param name="random">The seed's.</param>
/// <param name="badness">The share of calls that something befalls, 0 to 1.</param>
internal sealed class Weather(Random random, double badness)
{
    /// <summary>Nothing befalls any call.</summary>
    public static Weather Fair => new(new Random(0), 0);

    /// <summary>What befalls the next call.</summary>
    public Fate FateOf(string machine, HttpRequestMessage request)
    {
        var before = TimeSpan.FromMilliseconds(random.Next(1, 50));
        var after = TimeSpan.FromMilliseconds(random.Next(1, 50));
        if (!machine.StartsWith("client", StringComparison.Ordinal) || random.NextDouble() >= badness)
        {
            return new Fate(Mishap.None, before, after, default);
        }

        var what = (Mishap)random.Next(1, 4);
        return new Fate(what, before, after, random.Next(2) == 0 ? HttpStatusCode.InternalServerError : HttpStatusCode.ServiceUnavailable);
    }
}
