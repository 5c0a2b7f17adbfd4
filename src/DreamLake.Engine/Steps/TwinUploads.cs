using System.Collections.Concurrent;

namespace DreamLake.Engine.Steps;

/// <summary>
/// Files of one run that have the same content and the same target: the first is uploaded, and the others share its success.
/// </summary>
/// <remarks>
/// They share nothing but that. Where the first fails, because its own file changed under way, say, the next one is uploaded itself.
/// Of what is over only the last few are remembered: a file that comes again later than that is uploaded again, which changes nothing in
/// the lake.
/// </remarks>
internal sealed class TwinUploads
{
    private const int Remembered = 1024;

    private readonly ConcurrentDictionary<string, Task<UploadResult>> _byTarget = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _stored = [];

    /// <summary>How many targets are known at this moment.</summary>
    public int Count => _byTarget.Count;

    /// <summary>Uploads, unless a twin is being uploaded or was.</summary>
    /// <param name="target">Content and target, as one word.</param>
    /// <param name="uploadAsync">Uploads; throws nothing.</param>
    /// <param name="cancellationToken">Waits for a twin no longer.</param>
    /// <returns>This file's own result, or the result of the twin that was stored.</returns>
    public async Task<(UploadResult Result, bool IsOwn)> UploadOnceAsync(
        string target, Func<Task<UploadResult>> uploadAsync, CancellationToken cancellationToken)
    {
        var own = new TaskCompletionSource<UploadResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            var first = _byTarget.GetOrAdd(target, own.Task);
            if (first == own.Task) return (await UploadFirstAsync(target, own, uploadAsync).ConfigureAwait(false), true);
            var result = await first.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (result.IsInLake) return (result, false);
        }
    }

    private async Task<UploadResult> UploadFirstAsync(
        string target, TaskCompletionSource<UploadResult> own, Func<Task<UploadResult>> uploadAsync)
    {
        var result = await uploadAsync().ConfigureAwait(false);
        // Before its twins hear of it: the next of them takes this place.
        if (result.IsInLake) Remember(target);
        else _byTarget.TryRemove(target, out _);
        own.SetResult(result);
        return result;
    }

    private void Remember(string target)
    {
        _stored.Enqueue(target);
        if (_stored.Count > Remembered && _stored.TryDequeue(out var oldest)) _byTarget.TryRemove(oldest, out _);
    }
}
