using System.Diagnostics.CodeAnalysis;
using DreamLake.Protocol;

namespace DreamLake.Presentation.Folders;

/// <summary>Types of asset by the extensions of files, as a person says them: <c>.raw</c> is Video.</summary>
public sealed class TypeMap
{
    private readonly Dictionary<string, AssetType> _types = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A map without an entry.</summary>
    public static TypeMap Empty { get; } = new();

    /// <summary>Reads a map.</summary>
    /// <param name="pairs">Extensions, with or without their dot, and the types' words.</param>
    /// <param name="map">The map.</param>
    /// <param name="fault">In one line, what cannot be read.</param>
    public static bool TryParse(
        IEnumerable<KeyValuePair<string, string>> pairs,
        [NotNullWhen(true)] out TypeMap? map, [NotNullWhen(false)] out string? fault)
    {
        map = new TypeMap();
        foreach (var (extension, word) in pairs)
        {
            var bare = extension.Trim().TrimStart('.');
            if (bare.Length == 0 || bare.AsSpan().ContainsAny('/', '\\', '.'))
                fault = $"'{NameRules.Printable(extension)}' is no extension. It looks like .raw.";
            else if (!AssetTypeWord.TryParse(word, out var type, out fault) || type is null)
                fault ??= $"The type of .{NameRules.Printable(bare)} is missing. It looks like .raw=video.";
            else if (map._types.TryAdd("." + bare, type)) continue;
            else fault = $"The type of .{NameRules.Printable(bare)} is given twice.";
            map = null;
            return false;
        }

        fault = null;
        return true;
    }

    /// <summary>The type of a file; null where the map does not say.</summary>
    /// <param name="path">The file.</param>
    public AssetType? Of(string path) => _types.Count == 0 ? null : _types.GetValueOrDefault(Path.GetExtension(path));
}
