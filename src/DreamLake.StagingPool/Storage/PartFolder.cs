namespace DreamLake.StagingPool.Storage;

/// <summary>The part files of one upload.</summary>
/// <param name="folder">The content's folder.</param>
internal sealed class PartFolder(string folder)
{
    /// <summary>The parts behind a number, ascending, the newest file of each; read as far as they are asked for.</summary>
    public IEnumerable<PartFile> After(int number)
    {
        if (!Directory.Exists(folder)) yield break;
        var first = PartFile.FolderOf(number + 1);
        var folders = Directory.EnumerateDirectories(folder)
            .Where(f => string.CompareOrdinal(Path.GetFileName(f), first) >= 0).Order(StringComparer.Ordinal);
        foreach (var part in folders.SelectMany(f => Newest(FilesIn(f))).Where(p => p.Number > number)) yield return part;
    }

    /// <summary>Puts a written file in place as a part, and deletes what it replaces.</summary>
    public PartFile Add(string temporary, PartFile part)
    {
        var place = Path.Combine(folder, PartFile.FolderOf(part.Number));
        DurableFile.CreateFolder(place);
        // By the pattern, so that the neighbours, of which there may be a hundred, are not looked at.
        var before = FilesIn(place, PartFile.PatternOf(part.Number)).ToArray();
        var added = part with { Generation = before.Select(p => p.Generation).DefaultIfEmpty(0).Max() + 1 };
        DurableFile.Publish(temporary, Path.Combine(folder, added.Path));
        Delete(before);
        return added;
    }

    /// <summary>Deletes the files that no manifest will name.</summary>
    public void KeepOnly(IEnumerable<StoredPart> parts)
    {
        var kept = parts.Select(p => p.File).ToHashSet(StringComparer.Ordinal);
        foreach (var place in Directory.EnumerateDirectories(folder)) Delete(FilesIn(place).Where(p => !kept.Contains(p.Path)));
    }

    private void Delete(IEnumerable<PartFile> parts)
    {
        foreach (var part in parts) File.Delete(Path.Combine(folder, part.Path));
    }

    private static IEnumerable<PartFile> FilesIn(string place, string pattern = "*") =>
        new DirectoryInfo(place).EnumerateFiles(pattern).Select(PartFile.From).OfType<PartFile>();

    private static IEnumerable<PartFile> Newest(IEnumerable<PartFile> files) =>
        files.GroupBy(p => p.Number).Select(g => g.MaxBy(p => p.Generation)!).OrderBy(p => p.Number);
}
