using DreamLake.Engine;
using DreamLake.Presentation.Folders;
using DreamLake.Protocol;

namespace DreamLake.Cli.Files;

/// <summary>What a run uploads, and what of the folders that were named it leaves out.</summary>
/// <param name="Requests">One for each file, in the order named.</param>
/// <param name="LeftOut">Each with its reason.</param>
internal sealed record FileSelection(IReadOnlyList<UploadRequest> Requests, IReadOnlyList<LeftOut> LeftOut)
{
    /// <summary>Looks at what a person named: files, folders, patterns.</summary>
    /// <param name="named">The names.</param>
    /// <param name="place">Where they go, and as what; its path is not used.</param>
    /// <param name="rules">What of a folder is taken.</param>
    /// <exception cref="UsageException">A name leads to no file, or to one of no known type.</exception>
    public static FileSelection Of(IReadOnlyList<string> named, UploadRequest place, FolderRules rules)
    {
        var requests = new List<UploadRequest>();
        var leftOut = new List<LeftOut>();
        foreach (var name in named)
        {
            if (File.Exists(name)) requests.Add(Single(name, place));
            else if (Directory.Exists(name)) AddFolder(name, place, rules, requests, leftOut);
            else if (name.AsSpan().ContainsAny('*', '?')) requests.AddRange(Matching(name, place));
            else throw new UsageException($"There is no file '{NameRules.OneLine(name)}'.");
        }

        return new FileSelection(requests, leftOut);
    }

    private static UploadRequest Single(string path, UploadRequest place)
    {
        if (place.Type is null && !AssetType.TryFromFileName(path, out _))
        {
            var known = string.Join(' ', AssetType.All.SelectMany(type => type.Extensions));
            throw new UsageException(
                $"The extension of '{NameRules.OneLine(path)}' tells no type. Known are {known}; for another, name the type with --type.");
        }

        if (place.Type == AssetType.TextTrack && AssetType.TextTrack.FormatOf(path) is not ("srt" or "vtt" or "jsonl"))
            throw new UsageException($"'{NameRules.OneLine(path)}' is no text track: those are .srt, .vtt or .jsonl.");
        return place with { Path = path };
    }

    private static void AddFolder(
        string folder, UploadRequest place, FolderRules rules, List<UploadRequest> requests, List<LeftOut> leftOut)
    {
        var (before, tally) = (requests.Count, new LeftOutTally());
        foreach (var entry in new FolderWalk(rules).Entries(folder))
        {
            if (entry.LeftOut is { } left)
            {
                leftOut.Add(left);
                tally.Add(left);
            }
            else requests.Add(place with { Path = Path.Combine(folder, entry.Below), To = entry.FolderUnder(place.To) });
        }

        // One that cannot be read is told with the results.
        if (requests.Count > before || tally.HasFailures) return;
        var others = tally.Count == 0 ? "" : $" Left out: {tally}.";
        var wanted = place.Type is null ? "a known type" : "the type " + place.Type.Word;
        throw new UsageException($"The folder '{NameRules.OneLine(folder)}' holds no file of {wanted}.{others}");
    }

    private static UploadRequest[] Matching(string pattern, UploadRequest place)
    {
        // The part before the first wildcard is where the search begins.
        var levels = pattern.Replace('\\', '/').Split('/');
        var fixedLevels = levels.TakeWhile(level => level.AsSpan().IndexOfAny('*', '?') < 0).Count();
        var root = fixedLevels == 0 ? "." : string.Join('/', levels[..fixedLevels]) is { Length: > 0 } path ? path : "/";
        var wanted = FilePattern.Of(string.Join('/', levels[fixedLevels..]));
        var found = Directory.Exists(root) ? FilePattern.Files(root).Where(file => wanted.IsMatch(Relative(root, file))).ToArray() : [];
        if (found.Length == 0) throw new UsageException($"No file matches '{NameRules.OneLine(pattern)}'.");
        return [.. found.Order(StringComparer.Ordinal).Select(file => Single(Path.GetRelativePath(".", file), place))];
    }

    private static string Relative(string root, string file) => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');
}
