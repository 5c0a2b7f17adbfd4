using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Presentation;

/// <summary>The rule that no two files of a run become one asset: the second would hide the first.</summary>
public sealed class AssetNameClaims
{
    private readonly Dictionary<string, string> _pathsByName = new(StringComparer.Ordinal);

    /// <summary>Claims a file's name in its episode. The same file may claim it again.</summary>
    /// <returns>
    /// In one sentence, which file has the name already; null where it is free.
    /// A file that can have no name at all claims none: its upload says why.
    /// </returns>
    public string? Claim(UploadRequest request)
    {
        var path = Path.GetFullPath(request.Path);
        if (NameOf(request) is not { } name || _pathsByName.TryAdd(name, path) || _pathsByName[name] == path) return null;
        return $"'{path}' and '{_pathsByName[name]}' would both become {name}.";
    }

    private static string? NameOf(UploadRequest request)
    {
        try
        {
            return $"{request.Episode} {AssetName.For(request.To, request.Name ?? Path.GetFileName(request.Path))}";
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
