using System.Collections.Concurrent;

namespace DreamLake.Bss.Multipart;

/// <summary>
/// Lets the items of one batch that name the same upload follow each other. Of two Completes of one upload at the same moment some S3
/// engines answer one with a failure (Ceph: 503), where the second of two that follow each other is answered as the first was.
/// </summary>
internal sealed class TurnsByUpload
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>Answers an item when no other of its upload is being answered.</summary>
    public async Task<T> AnswerAsync<T>(string? uploadId, Func<Task<T>> answerAsync, CancellationToken cancellationToken)
    {
        var turn = _turns.GetOrAdd(uploadId ?? "", _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await answerAsync();
        }
        finally
        {
            turn.Release();
        }
    }
}
