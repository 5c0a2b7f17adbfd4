using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;
using DreamLake.Protocol;

namespace DreamLake.Cli.Files;

/// <summary>What a person named, entry by entry: files, what folders and lists hold, and what of it is left out.</summary>
/// <remarks>It may be gone through more than once, and keeps no more than what was named.</remarks>
internal sealed class FileSelection
{
    private readonly FolderRules _rules;
    private readonly List<IEnumerable<FolderEntry>> _sources = [];

    private FileSelection(UploadRequest place, FolderRules rules) => (Place, _rules) = (place, rules);

    /// <summary>Where all of it goes; its path is not used.</summary>
    public UploadRequest Place { get; }

    /// <summary>Whether it is one file, named by itself: there is nothing to plan.</summary>
    public bool IsSingle { get; private set; }

    /// <summary>Whether a file that is being written is waited for.</summary>
    public bool WaitsForWriters => _rules.WaitsForWriters;

    /// <summary>Everything, one after the other, in the order named.</summary>
    public IEnumerable<FolderEntry> Entries => _sources.SelectMany(source => source);

    /// <summary>What is uploaded of it, as far as it can be told beforehand.</summary>
    public IEnumerable<UploadRequest> Requests => Entries.Where(entry => entry.LeftOut is null).Select(entry => entry.RequestAt(Place));

    /// <summary>The files among entries of it, where each goes; of what is left out the caller is told in its turn.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="tell">Is told.</param>
    public IEnumerable<UploadRequest> RequestsOf(IEnumerable<FolderEntry> entries, Action<LeftOut> tell) =>
        RequestsOf(entries, tell, entry => entry.RequestAt(Place));

    /// <summary>Likewise, where something else says where each is.</summary>
    public static IEnumerable<UploadRequest> RequestsOf(
        IEnumerable<FolderEntry> entries, Action<LeftOut> tell, Func<FolderEntry, UploadRequest> requestOf)
    {
        foreach (var entry in entries)
        {
            if (entry.LeftOut is { } left) tell(left);
            else yield return requestOf(entry);
        }
    }

    /// <summary>Looks at what a person named: files, folders, patterns, a list.</summary>
    /// <param name="named">The names.</param>
    /// <param name="list">A list of files, or <c>-</c> for one on standard input; null for none.</param>
    /// <param name="place">Where they go, and as what; its path is not used.</param>
    /// <param name="rules">What of a folder or a list is taken.</param>
    /// <exception cref="UsageException">A name leads to no file or to one of no known type, or two would become one asset.</exception>
    public static FileSelection Of(IReadOnlyList<string> named, string? list, UploadRequest place, FolderRules rules)
    {
        var selection = new FileSelection(place, rules);
        var files = new List<FolderEntry>();
        foreach (var name in named)
        {
            if (Directory.Exists(name)) selection.AddFolder(name);
            else files.AddRange(selection.AddFiles(name));
        }

        EnsureOwnNames(files, place);
        if (list is not null) selection.AddList(list);
        selection.IsSingle = files.Count == 1 && selection._sources.Count == 1;
        if (place.Name is not null && !selection.IsSingle) throw new UsageException("--name is for one file alone.");
        return selection;
    }

    private FolderEntry[] AddFiles(string name)
    {
        string[] paths = File.Exists(name) ? [name]
            : name.AsSpan().ContainsAny('*', '?') ? Matching(name)
            : throw new UsageException($"There is no file '{NameRules.OneLine(name)}'.");
        FolderEntry[] files = [.. paths.Select(Single)];
        _sources.Add(files);
        return files;
    }

    private FolderEntry Single(string path)
    {
        var type = _rules.TypeOf(path);
        if (type is null && !AssetType.TryFromFileName(path, out _))
        {
            var known = string.Join(' ', AssetType.All.SelectMany(each => each.Extensions));
            throw new UsageException(
                $"The extension of '{NameRules.OneLine(path)}' tells no type. Known are {known}; for another, name the type with --type.");
        }

        if (type == AssetType.TextTrack && type.FormatOf(path) is not ("srt" or "vtt" or "jsonl"))
            throw new UsageException($"'{NameRules.OneLine(path)}' is no text track: those are .srt, .vtt or .jsonl.");
        return new FolderEntry(path, Path.GetFileName(path), null) { Type = type };
    }

    private void AddFolder(string folder)
    {
        // A path as it was named, below the folder as it was named.
        var entries = new FolderWalk(_rules).Entries(folder)
            .Select(entry => entry.LeftOut is null ? entry with { Path = Path.Combine(folder, entry.Below) } : entry);
        EnsureNotEmpty(folder, entries);
        _sources.Add(entries);
    }

    // Up to the first file: that many are looked at twice.
    private void EnsureNotEmpty(string folder, IEnumerable<FolderEntry> entries)
    {
        var tally = new LeftOutTally();
        foreach (var entry in entries)
        {
            // One that cannot be read is told with the results.
            if (entry.LeftOut is not { IsFailure: false } left) return;
            tally.Add(left);
        }

        var others = tally.Count == 0 ? "" : $" Left out: {tally}.";
        var wanted = _rules.Type is null ? "a known type" : "the type " + _rules.Type.Word;
        throw new UsageException($"The folder '{NameRules.OneLine(folder)}' holds no file of {wanted}.{others}");
    }

    private void AddList(string list)
    {
        try
        {
            // Kept, because standard input can be read but once.
            using var input = list == FileList.StandardInput ? Console.In : File.OpenText(list);
            var names = FileList.Read(input).ToArray();
            if (names.Length == 0) throw new UsageException("The list of files is empty.");
            _sources.Add(new ListedFiles(_rules, name => name).Entries(names));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The list '{NameRules.OneLine(list)}' cannot be read: {fault.Message}", fault);
        }
    }

    private static void EnsureOwnNames(IEnumerable<FolderEntry> files, UploadRequest place)
    {
        var claims = new AssetNameClaims();
        if (files.Select(file => claims.Claim(file.RequestAt(place))).FirstOrDefault(taken => taken is not null) is { } taken)
            throw new UsageException($"{taken} Upload them to different folders with --to.");
    }

    private static string[] Matching(string pattern)
    {
        // The part before the first wildcard is where the search begins.
        var levels = pattern.Replace('\\', '/').Split('/');
        var fixedLevels = levels.TakeWhile(level => level.AsSpan().IndexOfAny('*', '?') < 0).Count();
        var root = fixedLevels == 0 ? "." : string.Join('/', levels[..fixedLevels]) is { Length: > 0 } path ? path : "/";
        var wanted = Glob.Of(string.Join('/', levels[fixedLevels..]));
        var found = Directory.Exists(root) ? FilePattern.Files(root).Where(file => wanted.IsMatch(Relative(root, file))).ToArray() : [];
        if (found.Length == 0) throw new UsageException($"No file matches '{NameRules.OneLine(pattern)}'.");
        return [.. found.Order(StringComparer.Ordinal).Select(file => Path.GetRelativePath(".", file))];
    }

    private static string Relative(string root, string file) => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');
}
