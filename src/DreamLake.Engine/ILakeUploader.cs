namespace DreamLake.Engine;

/// <summary>Uploads files to a lake: files in, results out as they finish.</summary>
public interface ILakeUploader : IAsyncDisposable
{
    /// <summary>
    /// How far it is at this moment. May be called from any thread, as often as wanted; bytes and files that it counts only ever grow.
    /// </summary>
    UploadSnapshot Snapshot();

    /// <summary>Uploads files, several at once; each result comes as soon as its file has ended.</summary>
    /// <param name="requests">The files; read on only as fast as they are uploaded.</param>
    /// <param name="cancellationToken">Pauses: what is under way ends within moments with its state kept, and nothing more is
    /// begun.</param>
    /// <remarks>
    /// An error that no other file could escape (no lake, a refused token) pauses the rest likewise. Leaving the loop early pauses too.
    /// </remarks>
    IAsyncEnumerable<UploadResult> UploadAsync(IAsyncEnumerable<UploadRequest> requests, CancellationToken cancellationToken = default);
}
