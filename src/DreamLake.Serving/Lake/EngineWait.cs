using DreamLake.Hosting.Health;

namespace DreamLake.Serving.Lake;

/// <summary>Waits at a start for databases and a bucket that are away, as long as it takes: they may start after the lake does.</summary>
/// <param name="engines">What is waited for.</param>
/// <param name="tell">Takes a line for a person whenever what is missing changes.</param>
/// <param name="time">The clock.</param>
internal sealed class EngineWait(IReadOnlyList<ReadinessCheck> engines, Action<string> tell, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>Comes back when all are reached.</summary>
    /// <param name="openAsync">Called once, before the first wait: it answers for the process meanwhile, until it is disposed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Exception">Whatever an engine refuses with for good, as it was thrown.</exception>
    public async Task UntilReachedAsync(Func<Task<IAsyncDisposable>> openAsync, CancellationToken cancellationToken)
    {
        var missing = await MissingAsync(cancellationToken);
        if (missing.Count == 0) return;
        await using var meanwhile = await openAsync();
        var (told, delay) = ("", FirstDelay);
        while (missing.Count > 0)
        {
            var names = "the " + string.Join(", the ", missing.Select(engine => engine.Name));
            if (names != told)
            {
                tell($"waits for {names} ({Reason(missing[0].Fault)}) and goes on by itself. "
                    + "GET /readyz says what is missing; Ctrl+C or SIGTERM ends this process.");
            }

            told = names;
            await Task.Delay(delay, time, cancellationToken);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            missing = await MissingAsync(cancellationToken);
        }

        tell("all that it waited for is reached.");
    }

    private async Task<List<(string Name, Exception Fault)>> MissingAsync(CancellationToken cancellationToken)
    {
        var faults = await Task.WhenAll(engines.Select(engine => FaultAsync(engine, cancellationToken)));
        return [.. engines.Zip(faults).Where(asked => asked.Second is not null).Select(asked => (asked.First.Name, asked.Second!))];
    }

    private async Task<Exception?> FaultAsync(ReadinessCheck engine, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Readiness.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await engine.ReachAsync(either.Token).WaitAsync(either.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TimeoutException($"no answer within {Readiness.Deadline.TotalSeconds:0} s");
        }
        catch (Exception away) when (!cancellationToken.IsCancellationRequested && EngineFault.MayPass(away))
        {
            return away;
        }
    }

    private static string Reason(Exception fault) => fault.GetBaseException().Message.TrimEnd('.');
}
