using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Faults.Tests.Misbehaving;

/// <summary>Lets a share of all calls fail, each with a fault by chance.</summary>
/// <param name="share">Of all calls, 0 … 1.</param>
/// <param name="seed">Makes the same choices in the same order.</param>
public sealed class Weather(double share, int seed)
{
    private static readonly string[] Faults =
    [
        "return-503-after-256K", "return-500-after-0K", "reset-after-0K", "reset-after-5M", "half-close-after-256K", "close-before-answer", "200-with-error", "truncate-json", "stall-for-1s-after-1M", "slow-20M/s",
    ];

    private readonly object _gate = new();
    private readonly Random _random = new(seed);

    /// <summary>How often each fault was met.</summary>
    public ConcurrentDictionary<string, int> Met { get; } = new(StringComparer.Ordinal);

    /// <summary>A request, with what the weather does to it.</summary>
    public async Task AroundAsync(HttpContext context, Func<Task> next)
    {
        var fault = Places.Of(context.Request) is { } place ? Next(place) : null;
        if (fault is null)
        {
            await next();
            return;
        }

        Met.AddOrUpdate(fault.Name, 1, (_, count) => count + 1);
        await Misdeeds.DoAsync(fault, context, next);
    }

    private Fault? Next(Place place)
    {
        lock (_gate)
        {
            if (_random.NextDouble() >= share) return null;
            var name = Faults[_random.Next(Faults.Length)];
            // S3's answer to a part is no JSON.
            return new Fault(name == "truncate-json" && place == Place.Put ? "200-without-etag" : name, place, 1);
        }
    }
}
