namespace DreamLake.Bss.S3;

/// <summary>
/// Holds S3 to an answer while the client still waits for ours: control calls time out after 30 s there (protocol.md, "Constants").
/// </summary>
internal sealed class S3Deadline(TimeProvider time)
{
    private static readonly TimeSpan ControlCall = TimeSpan.FromSeconds(25);

    /// <summary>Makes a call that S3 has to answer within 25 s, retries included. Not for Complete, which may take minutes.</summary>
    /// <exception cref="TimeoutException">S3 did not.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(ControlCall, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException cancelled) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"S3 did not answer within {ControlCall.TotalSeconds} s.", cancelled);
        }
    }
}
