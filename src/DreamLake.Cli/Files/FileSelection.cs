using System.IO.Enumeration;
using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Cli.Files;

/// <summary>From what a person named (files, folders, patterns) to the files that are uploaded. What cannot be is said before anything begins.</summary>
internal static class FileSelection
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    /// <summary>One request for each file, in the order named; a folder's by name, with its inner folders kept under <paramref name="to"/>.</summary>
    /// <exception cref="UsageException">A name leads to no file, or to one of no known type.</exception>
    public static IReadOnlyList<UploadRequest> Select(IReadOnlyList<string> named, EpisodeAddress episode, string? to, AssetType? type)
    {
        var requests = new List<UploadRequest>();
        foreach (var name in named)
        {
            if (File.Exists(name)) requests.Add(Single(name, episode, to, type));
            else if (Directory.Exists(name)) requests.AddRange(InFolder(name, episode, to, type));
            else if (name.AsSpan().ContainsAny('*', '?')) requests.AddRange(Matching(name, episode, to, type));
            else throw new UsageException($"There is no file '{NameRules.Printable(name)}'.");
        }

        return requests;
    }

    private static UploadRequest Single(string path, EpisodeAddress episode, string? to, AssetType? type)
    {
        if (type is null && !AssetType.TryFromFileName(path, out _)) throw new UsageException(
            $"The extension of '{NameRules.Printable(path)}' tells no type. Known are {string.Join(' ', AssetType.All.SelectMany(t => t.Extensions))}; for another, name the type with --type.");
        if (type == AssetType.TextTrack && AssetType.TextTrack.FormatOf(path) is not ("srt" or "vtt" or "jsonl"))
            throw new UsageException($"'{NameRules.Printable(path)}' is no text track: those are .srt, .vtt or .jsonl.");
        return new UploadRequest(path, episode, to, type);
    }

    private static UploadRequest[] InFolder(string folder, EpisodeAddress episode, string? to, AssetType? type)
    {
        var found = Files(folder)
            .Where(path => IsWanted(path, type))
            .Order(StringComparer.Ordinal)
            .Select(path => new UploadRequest(path, episode, Under(to, Path.GetRelativePath(folder, path)), type))
            .ToArray();
        return found.Length > 0 ? found : throw new UsageException($"The folder '{NameRules.Printable(folder)}' holds no file of {(type is null ? "a known type" : "the type " + type.Word)}.");
    }

    private static UploadRequest[] Matching(string pattern, EpisodeAddress episode, string? to, AssetType? type)
    {
        // The part before the first wildcard is where the search begins.
        var levels = pattern.Replace('\\', '/').Split('/');
        var fixedLevels = levels.TakeWhile(level => level.AsSpan().IndexOfAny('*', '?') < 0).Count();
        var root = fixedLevels == 0 ? "." : string.Join('/', levels[..fixedLevels]) is { Length: > 0 } path ? path : "/";
        var wanted = FilePattern.Of(string.Join('/', levels[fixedLevels..]));
        var found = Directory.Exists(root) ? Files(root).Where(file => wanted.IsMatch(Path.GetRelativePath(root, file).Replace('\\', '/'))).Order(StringComparer.Ordinal).ToArray() : [];
        if (found.Length == 0) throw new UsageException($"No file matches '{NameRules.Printable(pattern)}'.");
        return [.. found.Select(file => Single(Path.GetRelativePath(".", file), episode, to, type))];
    }

    // Into every folder, but through no link to one: links make loops. Links to files are files.
    private static FileSystemEnumerable<string> Files(string folder) => new(folder, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), Everything)
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
        ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
    };

    private static bool IsWanted(string path, AssetType? type)
    {
        if (type is null) return AssetType.TryFromFileName(path, out _);
        return type.Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) || (type == AssetType.TextTrack && type.FormatOf(path) == "jsonl");
    }

    private static string? Under(string? to, string relative) =>
        Path.GetDirectoryName(relative) is { Length: > 0 } inner ? (to ?? "").TrimEnd('/') + "/" + inner.Replace(Path.DirectorySeparatorChar, '/') : to;
}
