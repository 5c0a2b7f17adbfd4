using System.Runtime.CompilerServices;
using DreamLake.Disk;
using DreamLake.Engine.Checking;
using DreamLake.Engine.Freeing;
using DreamLake.Engine.Lookup;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>Frees the room of files that a lake has: each is read whole, and removed only on the lake's proof of every byte.</summary>
public sealed class LakeFreer : IDisposable
{
    // Whoever hands files over slowly waits for none of them longer.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly LakeConnection _lake;
    private readonly LakeHttp _http;
    private readonly FileFreeing _freeing;
    private readonly ItemGroups<UploadRequest> _groups;

    /// <summary>A freer.</summary>
    /// <param name="lake">The lake that has the files, and as whom it is asked.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="time">The clock; null means the system's.</param>
    public LakeFreer(LakeConnection lake, FreeOptions? options = null, TimeProvider? time = null)
        : this(lake, options ?? new FreeOptions(), time ?? TimeProvider.System, new LocalDisk())
    {
    }

    /// <summary>A freer of files on a given disk.</summary>
    internal LakeFreer(LakeConnection lake, FreeOptions options, TimeProvider time, ISourceDisk disk)
    {
        _lake = lake;
        _http = new LakeHttp(new ServerClocks(time), options.Calls.PrimaryHandler);
        _freeing = new FileFreeing(disk, LakeWord.Of(lake, _http, options.Calls, time), lake, options, time);
        _groups = new ItemGroups<UploadRequest>(LookupRequest.MostNames, Patience, time);
    }

    /// <summary>Bytes read from files so far, over all of them: what a face may sample and show.</summary>
    public long BytesRead => _freeing.BytesRead;

    /// <summary>Frees files, one after the other; what a killed run left half done is undone first.</summary>
    /// <param name="requests">The files, and where the lake has each.</param>
    /// <param name="cancellationToken">Leaves the rest.</param>
    /// <remarks>After an error that no other file could escape (no lake, a refused token) no further result comes.</remarks>
    /// <exception cref="UploadException">The journal of deletions cannot be used: nothing was removed.</exception>
    public async IAsyncEnumerable<FreeResult> FreeAsync(
        IAsyncEnumerable<UploadRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await GuardedAsync(() => _freeing.SettleAsync(cancellationToken)).ConfigureAwait(false);
        await foreach (var group in _groups.OfAsync(requests, cancellationToken).ConfigureAwait(false))
        {
            var found = await FindAsync(group, cancellationToken).ConfigureAwait(false);
            foreach (var request in group)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var result = await FreeAsync(request, found.GetValueOrDefault(request), cancellationToken).ConfigureAwait(false);
                yield return result;
                if (result.Error is { StopsRun: true }) yield break;
            }
        }
    }

    /// <summary>Undoes a deletion that a kill cut off, before files are looked for: one of them may lie aside.</summary>
    /// <param name="options">Where the journal lies, and who is told; null means the defaults.</param>
    /// <param name="cancellationToken">Leaves it as it is.</param>
    /// <exception cref="UploadException">The journal of deletions cannot be used.</exception>
    public static Task SettleAsync(FreeOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (disk, time) = (new LocalDisk(), TimeProvider.System);
        options ??= new FreeOptions();
        return GuardedAsync(() => new CutOffDeletion(disk, new FreedJournal(disk, options.JournalFolder, time), time)
            .SettleAsync(options.Calls.Notes, cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // What the lake tells of all of them at once says which need not be looked at; it removes nothing.
    private async Task<Dictionary<UploadRequest, FoundName>> FindAsync(
        IReadOnlyList<UploadRequest> requests, CancellationToken cancellationToken)
    {
        var named = requests.Distinct().Select(request => (Request: request, Target: TargetOf(request)))
            .Where(one => one.Target is not null).ToArray();
        var found = await _freeing.FindAsync([.. named.Select(one => one.Target!)], cancellationToken).ConfigureAwait(false);
        return named.Zip(found).ToDictionary(one => one.First.Request, one => one.Second);
    }

    // Null where it can be none: what it is refused for is told when its turn comes.
    private UploadTarget? TargetOf(UploadRequest request)
    {
        try
        {
            return UploadTarget.Of(request, _lake);
        }
        catch (UploadException)
        {
            return null;
        }
    }

    private async Task<FreeResult> FreeAsync(UploadRequest request, FoundName? found, CancellationToken cancellationToken)
    {
        try
        {
            return await _freeing.FreeAsync(request.Path, UploadTarget.Of(request, _lake), known: null, found, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (UploadException fault)
        {
            return new FreeResult { Path = request.Path, Outcome = FreeOutcome.Kept, Reason = fault.Message, Error = fault };
        }
    }

    private static async Task GuardedAsync(Func<Task> settle)
    {
        try
        {
            await settle().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UploadException(
                UploadError.StateUnwritable, $"The journal of deletions cannot be used: {fault.Message}",
                "Nothing was removed. Mend the rights of ~/.dreamlake/freed, then run the same command again.", fault);
        }
    }
}
