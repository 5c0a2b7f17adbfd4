using DreamLake.Disk;

namespace DreamLake.Presentation.Folders;

/// <summary>Whether a file of a folder, or of a list, is uploaded: by its path, by what it is, by its type, and by who writes it.</summary>
/// <param name="rules">What is taken.</param>
/// <param name="disk">Where it is.</param>
/// <param name="time">The clock.</param>
internal sealed class FileCheck(FolderRules rules, IDisk disk, TimeProvider time)
{
    // What .NET reads in the place of bytes that are no UTF-8; a file cannot be opened by it.
    private const char NoUtf8 = '\uFFFD';

    private const string NoBytes = "it is a pipe, a socket or a device, and no file with bytes";

    private readonly WriterWatch _watch = new(disk, time);

    /// <summary>Whether a name may hold bytes that are no UTF-8.</summary>
    public static bool HasUnreadableName(string name) => name.Contains(NoUtf8, StringComparison.Ordinal);

    /// <summary>Something whose name holds such bytes.</summary>
    public static LeftOut UnreadableName(string path) => new(path, LeftOutReason.Unreadable, "its name is not UTF-8; rename it");

    /// <summary>Looks at a file; null where it is gone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="below">Its path below the folder, with <c>/</c>.</param>
    public FolderEntry? Of(string path, string below)
    {
        if (rules.AgainstPath(below) is { } byPath) return Left(path, below, byPath);
        try
        {
            var status = disk.Status(path);
            if (rules.AgainstType(below) is { } byType) return Left(path, below, byType);
            // Its name says that it is a recording: whoever reads "0 failed" would take it for stored.
            if (status.Kind == FileKind.Other) return new FolderEntry(path, below, new LeftOut(path, LeftOutReason.Unreadable, NoBytes));
            var writer = _watch.Look(path);
            return writer == WriterState.Open && !rules.WaitsForWriters
                ? Left(path, below, LeftOutReason.BeingWritten)
                : new FolderEntry(path, below, null) { Type = rules.TypeOf(below), IsUnsettled = writer != WriterState.Settled };
        }
        catch (FileNotFoundException)
        {
            return HasUnreadableName(path) ? new FolderEntry(path, below, UnreadableName(path)) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new FolderEntry(path, below, new LeftOut(path, LeftOutReason.Unreadable, fault.Message));
        }
    }

    private static FolderEntry Left(string path, string below, LeftOutReason reason) => new(path, below, new LeftOut(path, reason));
}
