using DreamLake.Disk;
using DreamLake.Engine.Content;

namespace DreamLake.Engine;

/// <summary>How many files are under way at once: as many as keep the wire busy, fewer the larger they are.</summary>
/// <remarks>
/// A small file is all waiting, seven answers for one part, so many have to wait side by side; a file of a part or more keeps the
/// wire busy for longer than it waits. Parts on the wire are counted elsewhere and stay the same few.
/// </remarks>
/// <param name="most">Files at once, whatever their size; null lets their sizes tell.</param>
/// <param name="disk">Where the files are.</param>
/// <param name="openFiles">How many files and sockets this process may still open; null where nothing bounds it.</param>
internal sealed class FileSlots(int? most, IDisk disk, int? openFiles = null) : IDisposable
{
    // 8 files of a part or more; 64 of an eighth of a part or less: the 4 parts on the wire times the 7 calls, and as many again, because
    // the calls of many files go together and so come in bursts.
    private const int Places = 64;
    private const int OfLargeFile = 8;

    // What a file under way has open: its content, its state, two locks, its call, and a folder for a moment. Of the run itself: the
    // parts on the wire, and some twenty libraries that are loaded only by then and stay open twice each.
    private const int OpenByFile = 6;
    private const int OpenByRun = 48;

    private readonly int _all = Room(most ?? Places, openFiles);
    private readonly SemaphoreSlim _free = new(Room(most ?? Places, openFiles));

    /// <summary>Waits until there is room for a file. One caller at a time.</summary>
    /// <param name="path">The file; one that is not there takes the least.</param>
    /// <param name="cancellationToken">Gives up; nothing is taken then.</param>
    /// <returns>How many places it took.</returns>
    public async Task<int> EnterAsync(string path, CancellationToken cancellationToken)
    {
        var places = most is null ? PlacesOf(path) : 1;
        await TakeAsync(places, cancellationToken).ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested)
        {
            // The run was cancelled while this file waited. Its slot was free by then, but no file begins in a run that is over.
            Leave(places);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return places;
    }

    /// <summary>A file needs its places no more.</summary>
    /// <param name="places">How many it took.</param>
    public void Leave(int places) => _free.Release(places);

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private async Task TakeAsync(int places, CancellationToken cancellationToken)
    {
        for (var taken = 0; taken < places; taken++)
        {
            try
            {
                await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (taken > 0)
            {
                _free.Release(taken);
                throw;
            }
        }
    }

    private static int Room(int wanted, int? openFiles) =>
        openFiles is { } left ? Math.Clamp((left - OpenByRun) / OpenByFile, 1, wanted) : wanted;

    private int PlacesOf(string path) =>
        (int)Math.Clamp(SizeOf(path) * OfLargeFile / PartPlan.DefaultPartSize, 1, Math.Min(OfLargeFile, _all));

    private long SizeOf(string path)
    {
        try
        {
            return disk.Status(path) is { Kind: FileKind.File } file ? file.Size : 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // What is no file is for the upload itself to refuse, in words.
            return 0;
        }
    }
}
