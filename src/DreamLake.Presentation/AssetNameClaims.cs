using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Presentation;

/// <summary>The rule that no two files of a run become one asset: the second would hide the first.</summary>
/// <remarks>
/// Of each name 16 bytes of its SHA-256 are kept, and the folder that its file is in: some 40 bytes a file, and each folder's path once.
/// Less cannot be had where a run of any length is to know every name that it has given.
/// </remarks>
public sealed class AssetNameClaims
{
    private const int Apart = -1;
    private readonly Dictionary<Digest, int> _folderOfName = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _folders = [];

    // Files whose name on the disk is not the last level of their asset's name.
    private readonly Dictionary<Digest, string> _pathsApart = [];

    /// <summary>Claims a file's name in its episode. The same file may claim it again.</summary>
    /// <returns>
    /// In one sentence, which file has the name already; null where it is free.
    /// A file that can have no name at all claims none: its upload says why.
    /// </returns>
    public string? Claim(UploadRequest request)
    {
        var path = Path.GetFullPath(request.Path);
        if (NameOf(request) is not { } name) return null;
        var digest = Digest.Of($"{request.Episode} {name}");
        if (!_folderOfName.TryGetValue(digest, out var folder))
        {
            Keep(digest, path, name);
            return null;
        }

        var first = folder == Apart ? _pathsApart[digest] : Path.Combine(_folders[folder], name.Leaf);
        return first == path ? null : $"'{path}' and '{first}' would both become {request.Episode} {name}.";
    }

    private void Keep(Digest digest, string path, AssetName name)
    {
        if (Path.GetFileName(path) != name.Leaf)
        {
            _folderOfName[digest] = Apart;
            _pathsApart[digest] = path;
            return;
        }

        var folder = Path.GetDirectoryName(path)!;
        if (!_numbers.TryGetValue(folder, out var number))
        {
            _numbers[folder] = number = _folders.Count;
            _folders.Add(folder);
        }

        _folderOfName[digest] = number;
    }

    private static AssetName? NameOf(UploadRequest request)
    {
        try
        {
            return AssetName.For(request.To, request.Name ?? Path.GetFileName(request.Path));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private readonly record struct Digest(long First, long Second)
    {
        public static Digest Of(string text)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan();
            return new Digest(BinaryPrimitives.ReadInt64LittleEndian(hash), BinaryPrimitives.ReadInt64LittleEndian(hash[8..]));
        }
    }
}
