namespace DreamLake.Engine;

/// <summary>Where assets become files: the folders of their episode below one folder, and never outside of it.</summary>
/// <remarks>
/// Names that this system cannot hold (on Windows <c>:</c>, <c>?</c>, a device such as <c>CON</c>) are written with <c>%</c> and the hex
/// digits of each such character, and told. Two assets that would become one file are refused: one would hide the other.
/// </remarks>
/// <param name="root">The folder.</param>
public sealed class DestinationFolder(string root)
{
    private const string NotOnWindows = "<>:\"|?*";
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", .. Numbered("COM"), .. Numbered("LPT")];
    private readonly string _root = Path.GetFullPath(root);
    private readonly bool _isWindows = OperatingSystem.IsWindows();
    private readonly HashSet<string> _taken =
        new(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    /// <summary>Likewise, by the rules of Windows.</summary>
    internal DestinationFolder(string root, bool isWindows) : this(root)
    {
        _isWindows = isWindows;
        if (isWindows) _taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The file that an asset becomes.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="note">What has to be told of its name; null where it is as it was.</param>
    /// <exception cref="UploadException">
    /// Another asset of this run has become that file, or its name leads outside of the folder.
    /// </exception>
    public string PathOf(LakeAsset asset, out string? note)
    {
        string[] levels = [.. asset.Name.Folders, asset.Name.Leaf];
        string[] held = [.. levels.Select(Held)];
        var path = Path.GetFullPath(Path.Combine([_root, .. held]));
        if (!IsInside(path)) throw Refused(asset, "its name leads outside of the destination");
        if (!_taken.Add(path)) throw Refused(asset, $"another asset becomes '{path}' too");
        note = held.SequenceEqual(levels) ? null : $"'{asset.Name}' is written as '{path}': this system does not hold its name";
        return path;
    }

    private bool IsInside(string path) =>
        path.StartsWith(Path.EndsInDirectorySeparator(_root) ? _root : _root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private string Held(string level)
    {
        if (!_isWindows) return level;
        var name = string.Concat(level.Select(c => c < ' ' || NotOnWindows.Contains(c, StringComparison.Ordinal) ? Escaped(c) : $"{c}"));
        if (name[^1] == '.') name = name[..^1] + Escaped(name[^1]);
        return Devices.Contains(name.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase) ? Escaped(name[0]) + name[1..] : name;
    }

    private static string Escaped(char c) => $"%{(int)c:X2}";

    private static IEnumerable<string> Numbered(string device) => Enumerable.Range(1, 9).Select(number => $"{device}{number}");

    private static UploadException Refused(LakeAsset asset, string why) => new(
        UploadError.InvalidName, $"{asset.Name} of {asset.Episode} was not received: {why}.",
        "Receive it alone, into another folder.");
}
