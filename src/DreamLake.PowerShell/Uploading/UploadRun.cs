using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using DreamLake.Engine;

namespace DreamLake.PowerShell.Uploading;

/// <summary>Something that happened in a run: a file ended, a note, or the run itself broke off.</summary>
internal readonly record struct RunEvent(UploadResult? Result, UploadNote? Note, Exception? Fault);

/// <summary>
/// The engine at work behind a pipeline: requests go in from the pipeline's thread, what happens is queued until that thread takes it.
/// </summary>
internal sealed class UploadRun : IDisposable
{
    private readonly Channel<UploadRequest> _requests = Channel.CreateUnbounded<UploadRequest>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly BlockingCollection<RunEvent> _events = [];
    private readonly CancellationTokenSource _stop;
    private readonly LakeConnection _lake;
    private readonly LakeUploader _uploader;
    private readonly UploadBatches _batches;
    private readonly Task _worker;

    /// <summary>Begins a run.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Pauses the run.</param>
    public UploadRun(LakeConnection lake, UploadOptions options, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        options = options with { Notes = note => _events.Add(new RunEvent(null, note, null)) };
        _lake = lake;
        _uploader = new LakeUploader(lake, options);
        _batches = new UploadBatches(options);
        _worker = Task.Run(WorkAsync, CancellationToken.None);
    }

    /// <summary>Whether everything has happened and was taken.</summary>
    public bool IsOver => _events.IsCompleted;

    /// <summary>Hands a file over.</summary>
    public void Add(UploadRequest request) => _requests.Writer.TryWrite(request);

    /// <summary>Says that no more files come.</summary>
    public void CompleteAdding() => _requests.Writer.TryComplete();

    /// <summary>Pauses the run: what is under way ends within moments with its state kept.</summary>
    public void Pause() => _stop.Cancel();

    /// <summary>Takes what happened next, or waits for it.</summary>
    /// <returns>False when nothing happened in that time, or nothing will any more.</returns>
    public bool TryTake(TimeSpan wait, [MaybeNullWhen(false)] out RunEvent happened) => _events.TryTake(out happened, wait);

    /// <summary>How far the run is.</summary>
    public UploadSnapshot Snapshot() => _uploader.Snapshot();

    /// <summary>Ends the run. It was paused or is over: its worker is waited for only as long as that takes.</summary>
    public void Dispose()
    {
        Pause();
        CompleteAdding();
#pragma warning disable RS0030 // PowerShell disposes of cmdlets by IDisposable alone, and the worker ends within moments.
        _worker.Wait();
#pragma warning restore RS0030
        _uploader.Dispose();
        _events.Dispose();
        _stop.Dispose();
    }

    // Nothing may escape: an exception on a thread of the pool's would end the session's process.
    private async Task WorkAsync()
    {
        try
        {
            var results = _batches.UploadAsync(_uploader, _lake, _requests.Reader.ReadAllAsync(), _stop.Token);
            await foreach (var result in results) _events.Add(new RunEvent(result, null, null));
        }
        catch (Exception fault)
        {
            _events.Add(new RunEvent(null, null, fault));
        }
        finally
        {
            _events.CompleteAdding();
        }
    }
}
