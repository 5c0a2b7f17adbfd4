using DreamLake.Disk;

namespace DreamLake.Presentation.Folders;

/// <summary>The files of a list. A folder in it is walked.</summary>
/// <remarks>
/// A relative path keeps its folders below where the run's files go, as if the folder that it counts from had been named; of an absolute
/// one, or one that leads upwards, the file's name alone is kept.
/// </remarks>
/// <param name="rules">What is taken. Who lists a hidden file or a link means it.</param>
/// <param name="resolve">The full path of a listed one.</param>
/// <param name="disk">Where the files are; null means this machine's own disk.</param>
/// <param name="time">The clock; null means the system's.</param>
public sealed class ListedFiles(FolderRules rules, Func<string, string> resolve, IDisk? disk = null, TimeProvider? time = null)
{
    private readonly FileCheck _check = new(rules, disk ?? new LocalDisk(), time ?? TimeProvider.System);

    /// <summary>What the list leads to. A file that is not there comes up as one: its upload says so.</summary>
    public IEnumerable<FolderEntry> Entries(IEnumerable<string> list)
    {
        foreach (var listed in list)
        {
            var (path, below) = (resolve(listed), Below(listed));
            if (!Directory.Exists(path)) yield return _check.Of(path, below) ?? new FolderEntry(path, below, null);
            else foreach (var entry in Inside(path, Path.IsPathRooted(listed) ? "" : below)) yield return entry;
        }
    }

    private IEnumerable<FolderEntry> Inside(string folder, string below) => new FolderWalk(rules, disk, time).Entries(folder)
        .Select(entry => below.Length == 0 ? entry : entry with { Below = $"{below}/{entry.Below}".TrimEnd('/') });

    private static string Below(string listed)
    {
        var levels = listed.Replace(Path.DirectorySeparatorChar, '/').Split('/').Where(level => level is not ("" or ".")).ToArray();
        return Path.IsPathRooted(listed) || levels.Contains("..") || levels.Length == 0
            ? levels.LastOrDefault("")
            : string.Join('/', levels);
    }
}
