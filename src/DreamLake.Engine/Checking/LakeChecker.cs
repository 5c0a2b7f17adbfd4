using System.Runtime.CompilerServices;
using DreamLake.Disk;
using DreamLake.Engine.Checking;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>
/// Compares files with what a lake has under their names: each is read whole, and its SHA-256 held against the lake's proof.
/// </summary>
public sealed class LakeChecker : IDisposable
{
    private readonly LakeConnection _lake;
    private readonly CheckOptions _options;
    private readonly TimeProvider _time;
    private readonly IDisk _disk;
    private readonly LakeHttp _http;
    private readonly LakeWord _word;
    private readonly LakeCatalog _catalog;
    private readonly HashSet<(AssetType Type, string Episode, string Name)> _checked = [];

    /// <summary>A checker.</summary>
    /// <param name="lake">Which lake, and as whom.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="time">The clock; null means the system's.</param>
    public LakeChecker(LakeConnection lake, CheckOptions? options = null, TimeProvider? time = null)
        : this(lake, options ?? new CheckOptions(), time ?? TimeProvider.System, new LocalDisk())
    {
    }

    /// <summary>A checker of files on a given disk.</summary>
    internal LakeChecker(LakeConnection lake, CheckOptions options, TimeProvider time, IDisk disk)
    {
        (_lake, _options, _time, _disk) = (lake, options, time, disk);
        _http = new LakeHttp(new ServerClocks(time), options.Calls.PrimaryHandler);
        _word = LakeWord.Of(lake, _http, options.Calls, time);
        _catalog = new LakeCatalog(lake, options.Calls, time);
    }

    /// <summary>Checks files, several at once; results come in the order of the files.</summary>
    /// <param name="requests">The files, and where each would be in the lake; read on only as fast as they are checked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <remarks>After an error that no other file could escape (no lake, a refused token) no further result comes.</remarks>
    public async IAsyncEnumerable<CheckResult> CheckAsync(
        IAsyncEnumerable<UploadRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var underWay = new Queue<Task<CheckResult>>();
        try
        {
            await foreach (var request in requests.WithCancellation(stop.Token).ConfigureAwait(false))
            {
                underWay.Enqueue(Task.Run(() => CheckAsync(request, stop.Token), CancellationToken.None));
                if (underWay.Count < _options.FilesUnderWay) continue;
                var result = await underWay.Dequeue().ConfigureAwait(false);
                yield return result;
                if (result.Error is { StopsRun: true }) yield break;
            }

            while (underWay.TryDequeue(out var next))
            {
                var result = await next.ConfigureAwait(false);
                yield return result;
                if (result.Error is { StopsRun: true }) yield break;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(underWay).ConfigureAwait(false);
        }
    }

    /// <summary>What the lake has in a folder of an episode that was not among the files checked so far.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="folder">The folder in it, with all below it; null means all of the episode.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UploadException">The lake does not answer, refuses, or has no such place.</exception>
    public async IAsyncEnumerable<CheckResult> OnlyInLakeAsync(
        EpisodeAddress episode, string? folder = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var prefix = folder?.Trim('/') is { Length: > 0 } inner ? $"/{inner}/" : null;
        var query = new AssetQuery { Episode = episode, Prefix = prefix };
        await foreach (var asset in _catalog.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (asset.Episode.Episode != episode.Episode || IsChecked(asset)) continue;
            yield return new CheckResult
            {
                Outcome = CheckOutcome.OnlyInLake,
                Reason = "no such file was checked",
                Episode = asset.Episode,
                Name = asset.Name,
                Type = asset.Type,
                Asset = asset,
                ComparedAt = _time.GetUtcNow(),
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _catalog.Dispose();
    }

    private bool IsChecked(LakeAsset asset)
    {
        lock (_checked) return _checked.Contains((asset.Type, asset.Episode.ToString(), asset.Name.Path));
    }

    private async Task<CheckResult> CheckAsync(UploadRequest request, CancellationToken cancellationToken)
    {
        UploadTarget? target = null;
        WholeRead? read = null;
        LakeAnswer? answer = null;
        UploadException? error = null;
        try
        {
            target = UploadTarget.Of(request, _lake);
            lock (_checked) _checked.Add((target.Type, target.Episode.ToString(), target.Name.Path));
            read = await WholeRead.OfAsync(_disk, request.Path, cancellationToken).ConfigureAwait(false);
            var question = new LakeQuestion(target, read.Sha256, read.Size);
            answer = _options.Deep
                ? await _word.AskAgainAsync(question, cancellationToken).ConfigureAwait(false)
                : await _word.AskAsync(question, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            // No exception leaves a file: each becomes its result.
            error = ErrorOf(fault, request);
        }

        return new CheckResult
        {
            Path = request.Path,
            Outcome = answer?.Outcome ?? CheckOutcome.Failed,
            Reason = answer?.Reason ?? error?.Message,
            Error = error,
            Episode = target?.Episode,
            Name = target?.Name,
            Type = target?.Type,
            Size = read?.Size,
            Sha256 = read?.Sha256,
            Asset = target is null ? null : LakeAsset.Of(answer?.Asset, target.Type, target.Episode),
            ComparedAt = _time.GetUtcNow(),
        };
    }

    private static UploadException ErrorOf(Exception fault, UploadRequest request) => fault switch
    {
        UploadException known => known,
        LakeException answer => answer.ToUploadException(),
        OperationCanceledException => new UploadException(
            UploadError.Interrupted, $"'{request.Path}' was not compared: the check was interrupted.", "Run the same command again."),
        _ => new UploadException(
            UploadError.ServiceFailed, $"'{request.Path}' could not be compared: {Redaction.Clean(fault.Message)}",
            "Nothing was changed; run the same command again.", fault),
    };
}
