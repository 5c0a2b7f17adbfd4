using System.Runtime.CompilerServices;
using DreamLake.Disk;
using DreamLake.Engine.Checking;
using DreamLake.Engine.Lookup;
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
    // How long a file that was read waits for others, to be asked about with them.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly LakeConnection _lake;
    private readonly CheckOptions _options;
    private readonly TimeProvider _time;
    private readonly IDisk _disk;
    private readonly LakeHttp _http;
    private readonly LakeWord _word;
    private readonly LakeCatalog _catalog;
    private readonly ItemGroups<ReadFile> _groups;
    private readonly HashSet<(AssetType Type, string Episode, string Name)> _checked = [];
    private long _bytesRead;

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
        _groups = new ItemGroups<ReadFile>(LookupRequest.MostNames, Patience, time);
    }

    /// <summary>Bytes read from files so far, over all of them: what a face may sample and show.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>Checks files, several at once; results come in the order of the files.</summary>
    /// <param name="requests">The files, and where each would be in the lake; read on only as fast as they are checked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <remarks>
    /// The lake is asked about up to 1,000 files at once, those that were read within two seconds. After an error that no other file could
    /// escape (no lake, a refused token) no further result comes.
    /// </remarks>
    public async IAsyncEnumerable<CheckResult> CheckAsync(
        IAsyncEnumerable<UploadRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var files = SideBySide.RunAsync(requests, _options.FilesUnderWay, ReadAsync, stop.Token);
            await foreach (var group in _groups.OfAsync(files, stop.Token).ConfigureAwait(false))
            {
                await foreach (var result in CompareAsync(group, stop.Token).ConfigureAwait(false))
                {
                    yield return result;
                    if (result.Error is { StopsRun: true }) yield break;
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
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

    // No exception leaves a file: each becomes its result.
    private async Task<ReadFile> ReadAsync(UploadRequest request, CancellationToken cancellationToken)
    {
        UploadTarget? target = null;
        try
        {
            target = UploadTarget.Of(request, _lake);
            lock (_checked) _checked.Add((target.Type, target.Episode.ToString(), target.Name.Path));
            var read = await WholeRead.OfAsync(
                _disk, request.Path, bytes => Interlocked.Add(ref _bytesRead, bytes), cancellationToken).ConfigureAwait(false);
            return new ReadFile(request, target, new LakeQuestion(target, read.Sha256, read.Size), null);
        }
        catch (Exception fault)
        {
            return new ReadFile(request, target, null, ErrorOf(fault, request));
        }
    }

    private async IAsyncEnumerable<CheckResult> CompareAsync(
        IReadOnlyList<ReadFile> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        UploadTarget[] asked = _options.Deep ? [] : [.. files.Where(file => file.Question is not null).Select(file => file.Target!)];
        var found = new Queue<FoundName>(await _word.Names.FindAsync(asked, cancellationToken).ConfigureAwait(false));
        var told = files.Select(file => (file, Found: file.Question is null || _options.Deep ? null : found.Dequeue())).ToArray();
        var results = SideBySide.RunAsync(
            told, _options.FilesUnderWay, (one, token) => CompareAsync(one.file, one.Found, token), cancellationToken);
        await foreach (var result in results.ConfigureAwait(false)) yield return result;
    }

    private async Task<CheckResult> CompareAsync(ReadFile file, FoundName? found, CancellationToken cancellationToken)
    {
        if (file.Question is not { } question) return ResultOf(file, null, file.Error);
        try
        {
            var answer = _options.Deep
                ? await _word.AskAgainAsync(question, cancellationToken).ConfigureAwait(false)
                : await _word.AskAsync(question, found, cancellationToken).ConfigureAwait(false);
            return ResultOf(file, answer, null);
        }
        catch (Exception fault)
        {
            return ResultOf(file, null, ErrorOf(fault, file.Request));
        }
    }

    private CheckResult ResultOf(ReadFile file, LakeAnswer? answer, UploadException? error) => new()
    {
        Path = file.Request.Path,
        Outcome = answer?.Outcome ?? CheckOutcome.Failed,
        Reason = answer?.Reason ?? error?.Message,
        Error = error,
        Episode = file.Target?.Episode,
        Name = file.Target?.Name,
        Type = file.Target?.Type,
        Size = file.Question?.Size,
        Sha256 = file.Question?.Sha256,
        Asset = file.Target is { } target ? LakeAsset.Of(answer?.Asset, target.Type, target.Episode) : null,
        ComparedAt = _time.GetUtcNow(),
    };

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

    /// <summary>A file that was read, or could not be.</summary>
    private sealed record ReadFile(UploadRequest Request, UploadTarget? Target, LakeQuestion? Question, UploadException? Error);
}
