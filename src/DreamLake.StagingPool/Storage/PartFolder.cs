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
        foreach (var part in folders.SelectMany(f => Newest(PartsIn(f))).Where(p => p.Number > number)) yield return part;
    }

    /// <summary>Puts a written file in place as a part, and deletes what it replaces.</summary>
    public PartFile Add(string temporary, PartFile part)
    {
        var before = Before(part);
        var added = Next(part, before);
        DurableFile.Publish(temporary, Path.Combine(folder, added.Path));
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
        foreach (var slice in own) File.Delete(Path.Combine(folder, slice.File));
        await SharedFiles.ShareAsync(slices.Zip(own, (slice, mine) => (slice.File, Path.Combine(folder, mine.File))), cancellationToken);
        await DurableFile.WriteAsync(Path.Combine(folder, added.Path), temporary, own, PoolJson.Default.StoredPartArray, cancellationToken);
        Delete(before);
        return added;
    }

    /// <summary>The files and runs of bytes that parts consist of, in their order.</summary>
    public async Task<IReadOnlyList<StoredPart>> FilesOfAsync(IEnumerable<PartFile> parts, CancellationToken cancellationToken)
    {
        var files = new List<StoredPart>();
        foreach (var part in parts)
        {
            if (part.IsCopied)
                files.AddRange(await DurableFile.ReadAsync(
                    Path.Combine(folder, part.Path), PoolJson.Default.StoredPartArray, cancellationToken) ?? []);
            else files.Add(new StoredPart(part.Path, part.Size));
        }

        return files;
    }

    /// <summary>Deletes the files that no manifest will name.</summary>
    public void KeepOnly(IEnumerable<StoredPart> parts)
    {
        var kept = parts.Select(p => Path.Combine(folder, p.File)).ToHashSet(StringComparer.Ordinal);
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !kept.Contains(f)))
                File.Delete(file);
        }
        catch (DirectoryNotFoundException)
        {
            // The object was replaced or deleted meanwhile, and everything went with it.
        }
    }

    private PartFile[] Before(PartFile part)
    {
        var place = Path.Combine(folder, PartFile.FolderOf(part.Number));
        DurableFile.CreateFolder(place);
        // By the pattern, so that the neighbours, of which there may be a hundred, are not looked at.
        return [.. PartsIn(place, PartFile.PatternOf(part.Number))];
    }

    private static PartFile Next(PartFile part, PartFile[] before) =>
        part with { Generation = before.Select(p => p.Generation).DefaultIfEmpty(0).Max() + 1 };

    private void Delete(IEnumerable<PartFile> parts)
    {
        foreach (var part in parts)
        {
            if (part.IsCopied)
            {
                foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, PartFile.FolderOf(part.Number)), part.Pattern))
                    File.Delete(file);
            }
            else
            {
                File.Delete(Path.Combine(folder, part.Path));
            }
        }
    }

    private static IEnumerable<PartFile> PartsIn(string place, string pattern = "*") =>
        new DirectoryInfo(place).EnumerateFiles(pattern).Where(f => f.Extension != ".slice").Select(PartFile.From).OfType<PartFile>();

    private static IEnumerable<PartFile> Newest(IEnumerable<PartFile> files) =>
        files.GroupBy(p => p.Number).Select(g => g.MaxBy(p => p.Generation)!).OrderBy(p => p.Number);
}
