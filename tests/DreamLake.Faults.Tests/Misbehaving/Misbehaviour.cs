using Microsoft.AspNetCore.Http;

namespace DreamLake.Faults.Tests.Misbehaving;

/// <summary>
/// Stands around a lake's requests and does to them what it was asked to: each fault at its place, in the order in which they were asked
/// for.
/// </summary>
public sealed class Misbehaviour(params Fault[] faults)
{
    private readonly object _gate = new();
    private bool _isOver;

    /// <summary>From here on the lake behaves.</summary>
    public void End() => _isOver = true;

    /// <summary>Faults that were asked for and not met, or met less often than asked.</summary>
    public IEnumerable<Fault> Unconsumed => faults.Where(fault => !fault.IsConsumed);

    public override string ToString() => string.Join("; ", faults.Select(fault => fault.ToString()));

    /// <summary>A request, with whatever is due at its place.</summary>
    public async Task AroundAsync(HttpContext context, Func<Task> next)
    {
        if (Due(context.Request) is { } fault) await Misdeeds.DoAsync(fault, context, next);
        else await next();
    }

    private Fault? Due(HttpRequest request)
    {
        if (_isOver || Places.Of(request) is not { } place) return null;
        lock (_gate) return faults.FirstOrDefault(fault => fault.Place == place && fault.TryMeet());
    }
}
