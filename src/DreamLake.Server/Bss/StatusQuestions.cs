using System.Runtime.CompilerServices;
using DreamLake.Hosting;
using DreamLake.Protocol;

namespace DreamLake.Server.Bss;

/// <summary>Asks BSS about many media: a hundred a question, and a few questions at once, because each is mostly waiting.</summary>
internal sealed class StatusQuestions(BssClient bss)
{
    /// <summary>The most questions that BSS is asked at once for one listing.</summary>
    public const int AtOnce = 4;

    // What a question's address may hold of ids: servers and proxies refuse addresses from 8 KiB on.
    private const int MaxIdsLength = 4000;
    private const int MaxIds = 100;

    /// <summary>The answers, in the order of the questions.</summary>
    /// <exception cref="RefusalException">503 where BSS did not tell; what was answered before it was given.</exception>
    public async IAsyncEnumerable<IReadOnlyList<MediaStatus>> AskAsync(
        AssetType type, IEnumerable<string> bssIds, string @namespace, string? authorization,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = new Queue<Task<IReadOnlyList<MediaStatus>>>(AtOnce);
        try
        {
            foreach (var ids in Questions(bssIds))
            {
                if (asked.Count == AtOnce) yield return await asked.Dequeue();
                asked.Enqueue(bss.StatusesAsync(type, ids, @namespace, authorization, rest.Token));
            }

            while (asked.TryDequeue(out var next)) yield return await next;
        }
        finally
        {
            // Nobody waits for the answers after one that failed.
            await rest.CancelAsync();
            await ((Task)Task.WhenAll(asked)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static IEnumerable<List<string>> Questions(IEnumerable<string> ids)
    {
        var (question, length) = (new List<string>(), 0);
        foreach (var id in ids)
        {
            var added = Uri.EscapeDataString(id).Length + 1;
            if (question.Count > 0 && (question.Count == MaxIds || length + added > MaxIdsLength))
            {
                yield return question;
                (question, length) = ([], 0);
            }

            question.Add(id);
            length += added;
        }

        if (question.Count > 0) yield return question;
    }
}
