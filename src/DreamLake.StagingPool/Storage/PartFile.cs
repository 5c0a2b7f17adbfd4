using System.Globalization;
using DreamLake.StagingPool.Payload;

namespace DreamLake.StagingPool.Storage;

/// <summary>A part of an upload as a file.</summary>
/// <remarks>
/// Everything that is known of it stands in its name, so that listing reads no file and one rename stores all:
/// <c>{part number / 100}/{part number}.{generation}.{etag}[.{algorithm}-{hex}].part</c>. A part that is sent again has a higher generation
/// and wins. A hundred part numbers share a folder, so that looking for what a part replaces is cheap however many parts there are.
/// </remarks>
internal sealed record PartFile
{
    private const int NumbersInAFolder = 100;
    private const string Suffix = ".part";

    public required int Number { get; init; }

    public required int Generation { get; init; }

    /// <summary>The ETag without its quotes: 32 hex digits.</summary>
    public required string ETag { get; init; }

    public Checksum? Checksum { get; init; }

    public long Size { get; init; }

    public DateTimeOffset LastModified { get; init; }

    /// <summary>The folder that a number's files lie in.</summary>
    public static string FolderOf(int number) => (number / NumbersInAFolder).ToString("D3", CultureInfo.InvariantCulture);

    /// <summary>What the names of a number's files look like.</summary>
    public static string PatternOf(int number) => $"{number:D5}.*{Suffix}";

    /// <summary>The path below the content's folder, with slashes.</summary>
    public string Path => $"{FolderOf(Number)}/{Number:D5}.{Generation:D4}.{ETag}{ChecksumField}{Suffix}";

    private string ChecksumField =>
        Checksum is null
            ? ""
            : $".{Checksum.Algorithm.ToLowerInvariant()}-{Convert.ToHexStringLower(Convert.FromBase64String(Checksum.Value))}";

    /// <summary>Reads a file's name; null for a file that is no part, or that was replaced since it was found.</summary>
    public static PartFile? From(FileInfo file)
    {
        var fields = file.Name.Split('.');
        if (!file.Name.EndsWith(Suffix, StringComparison.Ordinal) || fields.Length is not (4 or 5) || !file.Exists) return null;
        return new PartFile
        {
            Number = int.Parse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture),
            Generation = int.Parse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture),
            ETag = fields[2],
            Checksum = fields.Length == 5 ? ChecksumFrom(fields[3]) : null,
            Size = file.Length,
            LastModified = new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero),
        };
    }

    private static Checksum ChecksumFrom(string field)
    {
        var dash = field.IndexOf('-', StringComparison.Ordinal);
        return new Checksum(field[..dash].ToUpperInvariant(), Convert.ToBase64String(Convert.FromHexString(field[(dash + 1)..])));
    }
}
