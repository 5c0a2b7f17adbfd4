using DreamLake.Disk;

namespace DreamLake.Engine.Freeing;

/// <summary>Undoes a deletion that a kill cut off: the file has its name again, unless it was gone by then.</summary>
/// <param name="disk">Where files are.</param>
/// <param name="journal">Tells of it; it is one deletion after the other.</param>
/// <param name="time">The clock.</param>
internal sealed class CutOffDeletion(ISourceDisk disk, FreedJournal journal, TimeProvider time)
{
    private const string NotTold = "not told";

    /// <summary>Settles the last deletion where it was cut off, and no process has it in hand.</summary>
    /// <param name="notes">Told what there is to tell of it.</param>
    /// <param name="cancellationToken">Leaves it as it is.</param>
    /// <exception cref="IOException">It cannot be settled.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public async Task SettleAsync(Action<UploadNote>? notes, CancellationToken cancellationToken)
    {
        if (disk.KindOf(journal.FilePath) is null) return;
        using var gate = await journal.EnterAsync(cancellationToken).ConfigureAwait(false);
        if (Settle() is { } note) notes?.Invoke(note);
    }

    /// <summary>Likewise, where this process has the journal's lock.</summary>
    /// <returns>What there is to tell of it; null where nothing is.</returns>
    /// <exception cref="IOException">It cannot be settled: nothing more is deleted until it can.</exception>
    public UploadNote? Settle()
    {
        if (journal.Tail() is not [.., { Step: FreedStep.Begun } begun]) return null;
        var step = StepOf(begun);
        journal.Add(begun with { Step = step, At = time.GetUtcNow() });
        return step switch
        {
            FreedStep.Aside => new UploadNote(begun.Path,
                IsReachable(begun)
                    ? $"an earlier run was cut off while it freed this file, and something else has its name now: it is '{begun.AsidePath}'"
                    : $"an earlier run was cut off while it freed this file, and its disk is not there: look for '{begun.AsidePath}' on it",
                IsWarning: true),
            FreedStep.Left => new UploadNote(
                begun.Path, "an earlier run was cut off while it freed this file; it stands under its name", IsWarning: false),
            _ => null,
        };
    }

    private FreedStep StepOf(FreedLine begun)
    {
        // Of a disk that is not there nothing can be told.
        if (!IsReachable(begun)) return FreedStep.Aside;
        // What stands under the name beside it is the file that was moved, or a person's own by now: it is never removed here.
        if (IdOf(begun.AsidePath) is not null) return disk.TryPutBack(begun.AsidePath, begun.Path) ? FlushedLeft(begun) : FreedStep.Aside;
        // A person may have put another file there since: by its id it is not the one.
        return IdOf(begun.Path) == begun.FileId ? FreedStep.Left : FreedStep.Freed;
    }

    // Whether the folder is there, and on the disk that the file was on: an empty folder is left where a disk was.
    private bool IsReachable(FreedLine begun) =>
        IdOf(Path.GetDirectoryName(begun.Path)!) is { } folder && (folder == NotTold || DeviceOf(folder) == DeviceOf(begun.FileId));

    private static string DeviceOf(string id) => id[..Math.Max(0, id.LastIndexOf(':'))];

    private FreedStep FlushedLeft(FreedLine begun)
    {
        disk.FlushFolder(Path.GetDirectoryName(begun.Path)!);
        return FreedStep.Left;
    }

    // Null where nothing is there; a link has an id too.
    private string? IdOf(string path)
    {
        try
        {
            return disk.StatusOfName(path).Status.Id ?? NotTold;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
