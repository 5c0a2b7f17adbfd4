using Microsoft.Extensions.Logging;

namespace DreamLake.Hosting.Health;

/// <summary>Looks whether all that a service cannot work without is reached.</summary>
/// <remarks>Whoever asks needs no token: however many ask, one look is under way at a time and serves all for a second.</remarks>
public sealed class Readiness : IDisposable
{
    /// <summary>How long each thing may take to be reached.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<ReadinessCheck> _checks;
    private readonly TimeProvider _time;
    private readonly ILogger<Readiness> _log;
    private readonly SemaphoreSlim _one = new(1);
    private IReadOnlyList<string> _missing = [];
    private long? _lookedAt;

    /// <summary>Looks at what was registered.</summary>
    public Readiness(IEnumerable<ReadinessCheck> checks, TimeProvider time, ILogger<Readiness> log)
    {
        _checks = [.. checks.DistinctBy(check => check.Name)];
        (_time, _log) = (time, log);
    }

    /// <summary>The names of what is not reached; empty where the service can work.</summary>
    public async Task<IReadOnlyList<string>> FindMissingAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_lookedAt is { } at && _time.GetElapsedTime(at) < Lifetime) return _missing;
            var reached = await Task.WhenAll(_checks.Select(IsReachedAsync));
            _missing = [.. _checks.Where((_, i) => !reached[i]).Select(check => check.Name)];
            _lookedAt = _time.GetTimestamp();
            return _missing;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<bool> IsReachedAsync(ReadinessCheck check)
    {
        using var deadline = new CancellationTokenSource(Deadline, _time);
        try
        {
            // On a thread of its own, and left behind at its deadline: a disk that hangs does not heed a token.
            await Task.Run(() => check.ReachAsync(deadline.Token), deadline.Token).WaitAsync(deadline.Token);
            return true;
        }
        catch (Exception fault)
        {
            // Its type alone: a message may quote a connection string or a signed address.
            _log.LogWarning("The {Name} is not reached: {Fault}.", check.Name, fault.GetType().Name);
            return false;
        }
    }
}
