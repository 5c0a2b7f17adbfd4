using DreamLake.StagingPool.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DreamLake.StagingPool;

/// <summary>
/// <c>GET /healthz</c>: the process answers. <c>GET /readyz</c>: the pool's folder can be written. Unsigned: a signed request for them
/// means a bucket of that name.
/// </summary>
internal sealed class PoolHealth(ProcessFolder process, PoolFiles files, TimeProvider time, ILogger<PoolHealth> log) : IDisposable
{
    private const string Alive = "/healthz";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1);
    private bool _isReady;
    private long? _lookedAt;

    /// <summary>Whether an unsigned request asks for one of the two.</summary>
    public static bool IsAsked(S3Request request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Path is Alive or "/readyz";

    /// <summary>Answers it.</summary>
    public async Task AnswerAsync(S3Request request)
    {
        var isAlive = request.Path == Alive;
        var isWell = isAlive || await IsReadyAsync(request.Aborted);
        var response = request.Http.Response;
        response.Headers.CacheControl = "no-store";
        response.StatusCode = isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        response.ContentType = isWell ? "application/json" : "application/problem+json";
        await response.WriteAsync(
            isAlive ? """{"status":"alive"}"""
            : isWell ? """{"status":"ready"}"""
            : """
              {"status":503,"title":"Not ready","detail":"Not reached: the pool folder. The service's log says more.",
              "notReached":["pool folder"]}
              """,
            request.Aborted);
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    // However many ask, one look is under way at a time and serves all for a second.
    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_lookedAt is { } at && time.GetElapsedTime(at) < Lifetime) return _isReady;
            _isReady = await CanWriteAsync();
            _lookedAt = time.GetTimestamp();
            return _isReady;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<bool> CanWriteAsync()
    {
        try
        {
            // On a thread of its own, and left behind at its deadline: a disk that hangs heeds no token.
            await Task.Run(Write).WaitAsync(Deadline, time);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or TimeoutException)
        {
            log.LogWarning("The pool folder is not reached: {Fault}.", fault.GetType().Name);
            return false;
        }
    }

    private void Write()
    {
        var path = process.Temporary();
        using (var file = files.Disk.Create(path)) file.Write([0], 0);
        files.Disk.Delete(path);
    }
}
