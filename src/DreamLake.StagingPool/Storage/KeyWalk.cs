using DreamLake.Disk;

namespace DreamLake.StagingPool.Storage;

/// <summary>A key, or everything below a folder taken together.</summary>
/// <param name="Name">The key; for a folder, what its keys begin with, to the slash.</param>
/// <param name="IsFolder">Whether it stands for many.</param>
internal sealed record WalkedName(string Name, bool IsFolder);

/// <summary>Walks a bucket's keys in S3's order, reading no more folders than it has to.</summary>
/// <param name="disk">The disk.</param>
/// <param name="root">The bucket's folder of manifests.</param>
/// <param name="prefix">What the names begin with.</param>
/// <param name="after">The name behind which the walk begins; empty for all.</param>
/// <param name="gather">Whether folders below the prefix are taken together instead of entered.</param>
internal sealed class KeyWalk(IDisk disk, string root, string prefix, string after, bool gather)
{
    public IEnumerable<WalkedName> Names() => Below(root, "");

    private IEnumerable<WalkedName> Below(string folder, string begin)
    {
        foreach (var level in Levels(folder, "").OrderBy(l => l.SortName, KeyOrder.Instance))
        {
            var name = begin + level.SortName;
            if (!level.IsFolder)
            {
                if (name.StartsWith(prefix, StringComparison.Ordinal) && IsAfter(name)) yield return new WalkedName(name, IsFolder: false);
            }
            else if (gather && name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal))
            {
                if (IsAfter(name) && Below(level.Path, name).Any()) yield return new WalkedName(name, IsFolder: true);
            }
            else if (MayHold(name))
            {
                foreach (var below in Below(level.Path, name)) yield return below;
            }
        }
    }

    private bool MayHold(string name) =>
        (name.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(name, StringComparison.Ordinal))
        && (IsAfter(name) || after.StartsWith(name, StringComparison.Ordinal));

    private bool IsAfter(string name) => after.Length == 0 || KeyOrder.Instance.Compare(name, after) > 0;

    // A level whose name was broken into several folders is put together here, so that it sorts as one.
    private IEnumerable<Level> Levels(string folder, string begun)
    {
        var (folders, files) = EntriesOf(folder);
        foreach (var path in folders)
        {
            var name = Path.GetFileName(path);
            if (!name.EndsWith(KeyPath.Continued, StringComparison.Ordinal))
            {
                yield return new Level(LevelName.Decode(begun + name) + "/", IsFolder: true, path);
                continue;
            }

            foreach (var level in Levels(path, begun + name[..^KeyPath.Continued.Length])) yield return level;
        }

        foreach (var path in files)
        {
            yield return new Level(LevelName.Decode(begun + Path.GetFileName(path)[..^KeyPath.Suffix.Length]), IsFolder: false, path);
        }
    }

    private (string[] Folders, string[] Files) EntriesOf(string folder)
    {
        try
        {
            return ([.. disk.ListFolders(folder)], [.. disk.ListFiles(folder, KeyPath.Suffix)]);
        }
        catch (DirectoryNotFoundException)
        {
            // Its last object was deleted while we looked.
            return ([], []);
        }
    }

    private sealed record Level(string SortName, bool IsFolder, string Path);
}
