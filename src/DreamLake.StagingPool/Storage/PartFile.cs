using System.Globalization;
using DreamLake.Disk;
using DreamLake.StagingPool.Payload;

namespace DreamLake.StagingPool.Storage;

/// <summary>A part of an upload as a file.</summary>
/// <remarks>
/// Everything that is known of it stands in its name, so that listing reads no file and one rename stores all:
/// <c>{part number / 100}/{part number}.{generation}.{etag}[.{algorithm}-{hex}].part</c>. A part that is sent again has a higher generation
/// and wins. A hundred part numbers share a folder, so that looking for what a part replaces is cheap however many parts there are.
/// A part that was copied from an object ends in <c>.{size}.slices</c>: the file lists the runs of bytes that it consists of, and these lie
/// beside it in files that it shares with that object, named as the part is with <c>.{n}.slice</c> at the end.
/// </remarks>
internal sealed record PartFile
{
    private const int NumbersInAFolder = 100;
    private const string SentSuffix = "part";
    private const string CopiedSuffix = "slices";

    public required int Number { get; init; }

    public required int Generation { get; init; }

    /// <summary>The ETag without its quotes: 32 hex digits.</summary>
    public required string ETag { get; init; }

    public Checksum? Checksum { get; init; }

    public long Size { get; init; }

    /// <summary>Whether the file lists slices, in place of holding the bytes.</summary>
    public bool IsCopied { get; init; }

    public DateTimeOffset LastModified { get; init; }

    /// <summary>The folder that a number's files lie in.</summary>
    public static string FolderOf(int number) => (number / NumbersInAFolder).ToString("D3", CultureInfo.InvariantCulture);

    /// <summary>What the names of a number's files begin with.</summary>
    public static string BeginningOf(int number) => $"{number:D5}.";

    /// <summary>What the names of all files of this very part begin with.</summary>
    public string Beginning => $"{Number:D5}.{Generation:D4}.";

    /// <summary>The path below the content's folder, with slashes.</summary>
    public string Path => Stem + (IsCopied ? $".{Size}.{CopiedSuffix}" : $".{SentSuffix}");

    private string Stem => $"{FolderOf(Number)}/{Number:D5}.{Generation:D4}.{ETag}{ChecksumField}";

    private string ChecksumField =>
        Checksum is null
            ? ""
            : $".{Checksum.Algorithm.ToLowerInvariant()}-{Convert.ToHexStringLower(Convert.FromBase64String(Checksum.Value))}";

    /// <summary>The path of one of a copied part's slices.</summary>
    public string SlicePath(int index) => $"{Stem}.{index}.slice";

    /// <summary>Reads a file's name; null for a file that is no part, or that was replaced since it was found.</summary>
    public static PartFile? From(IDisk disk, string file)
    {
        if (Read(System.IO.Path.GetFileName(file)) is not { } part) return null;
        try
        {
            var status = disk.Status(file);
            return part with { Size = part.IsCopied ? part.Size : status.Size, LastModified = status.LastWrite };
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>What the name of a part, or of a slice of one, says; null for any other name.</summary>
    public static PartFile? Read(string name)
    {
        var fields = name.Split('.');
        var isCopied = fields[^1] == CopiedSuffix;
        if (fields.Length < 4 || !(isCopied || fields[^1] is SentSuffix or "slice")) return null;
        return new PartFile
        {
            Number = int.Parse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture),
            Generation = int.Parse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture),
            ETag = fields[2],
            Checksum = fields[3].Contains('-', StringComparison.Ordinal) ? ChecksumFrom(fields[3]) : null,
            IsCopied = isCopied,
            Size = isCopied ? long.Parse(fields[^2], NumberStyles.None, CultureInfo.InvariantCulture) : 0,
        };
    }

    private static Checksum ChecksumFrom(string field)
    {
        var dash = field.IndexOf('-', StringComparison.Ordinal);
        return new Checksum(field[..dash].ToUpperInvariant(), Convert.ToBase64String(Convert.FromHexString(field[(dash + 1)..])));
    }
}
