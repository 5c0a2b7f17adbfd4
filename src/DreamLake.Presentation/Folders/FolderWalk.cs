using DreamLake.Disk;

namespace DreamLake.Presentation.Folders;

/// <summary>A folder, entry by entry in the order of names. Everything that it holds comes up, what is left out with its reason.</summary>
/// <remarks>It holds the names of the folders that it is in, and no more, however many files there are.</remarks>
/// <param name="rules">What is taken.</param>
/// <param name="disk">Where the folder is; null means this machine's own disk.</param>
/// <param name="time">The clock; null means the system's.</param>
public sealed class FolderWalk(FolderRules rules, IDisk? disk = null, TimeProvider? time = null)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private readonly FileCheck _check = new(rules, disk ?? new LocalDisk(), time ?? TimeProvider.System);

    /// <summary>What a folder holds.</summary>
    /// <param name="folder">The folder; a link to one is followed, because it was named.</param>
    public IEnumerable<FolderEntry> Entries(string folder)
    {
        var levels = new Stack<Level>();
        levels.Push(Open(folder, "", out var failure));
        if (failure is not null) yield return failure;
        while (levels.TryPeek(out var level))
        {
            if (!level.Rest.MoveNext())
            {
                levels.Pop();
                continue;
            }

            var item = level.Rest.Current;
            var below = level.Below + item.Name;
            var leftOut = Against(item, levels);
            if (leftOut is null && item is DirectoryInfo)
            {
                levels.Push(Open(item.FullName, below + "/", out failure));
                if (failure is not null) yield return failure;
                continue;
            }

            if (leftOut is not null) yield return new FolderEntry(item.FullName, below, leftOut);
            else if (_check.Of(item.FullName, below) is { } entry) yield return entry;
        }
    }

    private LeftOut? Against(FileSystemInfo item, Stack<Level> levels)
    {
        var isLink = item.Attributes.HasFlag(FileAttributes.ReparsePoint) && item.LinkTarget is not null;
        if (FileCheck.HasUnreadableName(item.Name) && !item.Exists) return FileCheck.UnreadableName(item.FullName);
        LeftOutReason? reason =
            !rules.IncludesHidden && IsHidden(item) ? LeftOutReason.Hidden
            : isLink && !rules.FollowsLinks ? LeftOutReason.Link
            : item is DirectoryInfo && !rules.Recurses ? LeftOutReason.InnerFolder
            : isLink ? AgainstLink(item, levels)
            : null;
        return reason is { } because ? new LeftOut(item.FullName, because) : null;
    }

    private static LeftOutReason? AgainstLink(FileSystemInfo link, Stack<Level> levels)
    {
        if (TargetOf(link) is not { Exists: true } target) return LeftOutReason.Link;
        var path = Path.TrimEndingDirectorySeparator(target.FullName);
        return levels.Any(level => level.RealPath == path) ? LeftOutReason.Cycle : null;
    }

    private static bool IsHidden(FileSystemInfo item) => item.Name.StartsWith('.') || item.Attributes.HasFlag(FileAttributes.Hidden);

    private static FileSystemInfo? TargetOf(FileSystemInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Links that lead to each other lead nowhere.
            return null;
        }
    }

    // Read at once, because names come in no order, and a folder that changes meanwhile would be read in two states.
    private static Level Open(string folder, string below, out FolderEntry? failure)
    {
        try
        {
            var info = new DirectoryInfo(folder);
            var items = info.EnumerateFileSystemInfos("*", Everything).OrderBy(item => item.Name, StringComparer.Ordinal).ToArray();
            failure = null;
            var real = Path.TrimEndingDirectorySeparator((TargetOf(info) ?? info).FullName);
            return new Level(real, below, ((IEnumerable<FileSystemInfo>)items).GetEnumerator());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            failure = new FolderEntry(folder, below.TrimEnd('/'), new LeftOut(folder, LeftOutReason.Unreadable, fault.Message));
            return new Level("", below, Enumerable.Empty<FileSystemInfo>().GetEnumerator());
        }
    }

    /// <summary>A folder that the walk is in.</summary>
    private sealed record Level(string RealPath, string Below, IEnumerator<FileSystemInfo> Rest);
}
