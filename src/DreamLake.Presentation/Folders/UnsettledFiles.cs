namespace DreamLake.Presentation.Folders;

/// <summary>
/// The files of a batch that may still be written: they come last, and each is looked at again until it is whole or is left out.
/// </summary>
/// <param name="watch">Looks at them.</param>
/// <param name="waits">Whether one that a process has open is waited for, however long that takes.</param>
public sealed class UnsettledFiles(WriterWatch watch, bool waits)
{
    /// <summary>How long to wait between two looks.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private List<FolderEntry> _files = [];

    /// <summary>Whether none is left.</summary>
    public bool IsEmpty => _files.Count == 0;

    /// <summary>How many are left.</summary>
    public int Count => _files.Count;

    /// <summary>Takes one in.</summary>
    public void Add(FolderEntry entry) => _files.Add(entry);

    /// <summary>Looks at all of them; those that are decided now go, to be uploaded or left out.</summary>
    public IReadOnlyList<FolderEntry> Settle()
    {
        var (decided, undecided) = (new List<FolderEntry>(), new List<FolderEntry>());
        foreach (var entry in _files)
        {
            if (Decide(entry) is { } known) decided.Add(known);
            else undecided.Add(entry);
        }

        _files = undecided;
        return decided;
    }

    /// <summary>Those that are not decided yet.</summary>
    public IReadOnlyList<FolderEntry> Rest() => _files;

    private FolderEntry? Decide(FolderEntry entry)
    {
        try
        {
            return watch.Look(entry.Path) switch
            {
                WriterState.Settled => entry with { IsUnsettled = false },
                WriterState.Open when !waits => Left(entry, LeftOutReason.BeingWritten, null),
                _ => null,
            };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Left(entry, LeftOutReason.Unreadable, fault.Message);
        }
    }

    private static FolderEntry Left(FolderEntry entry, LeftOutReason reason, string? detail) =>
        entry with { IsUnsettled = false, LeftOut = new LeftOut(entry.Path, reason, detail) };
}
