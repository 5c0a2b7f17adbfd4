namespace DreamLake.StagingPool.Storage;

/// <summary>The part files of one upload.</summary>
/// <param name="files">The pool's disk.</param>
/// <param name="folder">The content's folder.</param>
internal sealed class PartFolder(PoolFiles files, string folder)
{
    /// <summary>The parts behind a number, ascending, the newest file of each; read as far as they are asked for.</summary>
    public IEnumerable<PartFile> After(int number)
    {
        if (files.Disk.KindOf(folder) is null) yield break;
        var first = PartFile.FolderOf(number + 1);
        var folders = files.Disk.ListFolders(folder)
            .Where(f => string.CompareOrdinal(Path.GetFileName(f), first) >= 0).Order(StringComparer.Ordinal);
        foreach (var part in folders.SelectMany(f => Newest(PartsIn(f))).Where(p => p.Number > number)) yield return part;
    }

    /// <summary>Puts a written file in place as a part, and deletes what it replaces.</summary>
    public PartFile Add(string temporary, PartFile part)
    {
        var before = Before(part);
        var added = Next(part, before);
        files.Publish(temporary, Path.Combine(folder, added.Path));
        Delete(before);
        return added;
    }

    /// <summary>Puts a part in place that consists of slices of an object, whose files it shares from now on.</summary>
    /// <param name="part">The part.</param>
    /// <param name="slices">The slices, with the full paths of their files.</param>
    /// <param name="temporary">A path for the list of them while it is written.</param>
    /// <param name="cancellationToken">Gives up; what was shared so far goes at Complete or Abort.</param>
    public async Task<PartFile> AddCopyAsync(
        PartFile part, IReadOnlyList<StoredPart> slices, string temporary, CancellationToken cancellationToken)
    {
        var before = Before(part);
        var added = Next(part, before);
        var own = slices.Select((slice, i) => slice with { File = added.SlicePath(i) }).ToArray();
        // What an attempt of the same generation left that did not come to its end.
        foreach (var slice in own) files.Disk.Delete(Path.Combine(folder, slice.File));
        SharedFiles.Share(files, slices.Zip(own, (slice, mine) => (slice.File, Path.Combine(folder, mine.File))), cancellationToken);
        await files.WriteAsync(Path.Combine(folder, added.Path), temporary, own, PoolJson.Default.StoredPartArray, cancellationToken);
        Delete(before);
        return added;
    }

    /// <summary>The files and runs of bytes that parts consist of, in their order.</summary>
    public async Task<IReadOnlyList<StoredPart>> FilesOfAsync(IEnumerable<PartFile> parts, CancellationToken cancellationToken)
    {
        var found = new List<StoredPart>();
        foreach (var part in parts)
        {
            if (part.IsCopied)
                found.AddRange(await files.ReadAsync(
                    Path.Combine(folder, part.Path), PoolJson.Default.StoredPartArray, cancellationToken) ?? []);
            else found.Add(new StoredPart(part.Path, part.Size));
        }

        return found;
    }

    /// <summary>Deletes the files that no manifest will name.</summary>
    public void KeepOnly(IEnumerable<StoredPart> parts)
    {
        var kept = parts.Select(p => Path.Combine(folder, p.File)).ToHashSet(StringComparer.Ordinal);
        try
        {
            var places = files.Disk.ListFolders(folder).Prepend(folder).ToArray();
            foreach (var file in places.SelectMany(place => files.Disk.ListFiles(place, "").ToArray()).Where(file => !kept.Contains(file)))
                files.Disk.Delete(file);
        }
        catch (DirectoryNotFoundException)
        {
            // The object was replaced or deleted meanwhile, and everything went with it.
        }
    }

    private PartFile[] Before(PartFile part)
    {
        var place = Path.Combine(folder, PartFile.FolderOf(part.Number));
        files.CreateFolder(place);
        // By the names, so that the neighbours, of which there may be a hundred, are not looked at.
        return [.. PartsIn(place, PartFile.BeginningOf(part.Number))];
    }

    private static PartFile Next(PartFile part, PartFile[] before) =>
        part with { Generation = before.Select(p => p.Generation).DefaultIfEmpty(0).Max() + 1 };

    private void Delete(IEnumerable<PartFile> parts)
    {
        foreach (var part in parts)
        {
            if (part.IsCopied)
            {
                foreach (var file in Beginning(Path.Combine(folder, PartFile.FolderOf(part.Number)), part.Beginning).ToArray())
                    files.Disk.Delete(file);
            }
            else
            {
                files.Disk.Delete(Path.Combine(folder, part.Path));
            }
        }
    }

    private IEnumerable<PartFile> PartsIn(string place, string beginning = "") =>
        Beginning(place, beginning).Where(file => !file.EndsWith(".slice", StringComparison.Ordinal))
            .Select(file => PartFile.From(files.Disk, file)).OfType<PartFile>();

    private IEnumerable<string> Beginning(string place, string beginning) =>
        files.Disk.ListFiles(place, "").Where(file => Path.GetFileName(file).StartsWith(beginning, StringComparison.Ordinal));

    private static IEnumerable<PartFile> Newest(IEnumerable<PartFile> parts) =>
        parts.GroupBy(p => p.Number).Select(g => g.MaxBy(p => p.Generation)!).OrderBy(p => p.Number);
}
