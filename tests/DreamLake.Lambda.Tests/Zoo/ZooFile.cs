using System.Globalization;

namespace DreamLake.Lambda.Tests.Zoo;

/// <summary>A line of tests/Zoo/table.txt: a file, and what has to come of it.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="IsQuick">Whether it is part of every test run.</param>
/// <param name="IsPlayed">Whether it is played in a browser too.</param>
/// <param name="IsPlayedNatively">Whether it is played by the browser itself too.</param>
/// <param name="Type">What it is uploaded as.</param>
/// <param name="Status"><c>ready</c>, <c>incomplete</c> (ready, and cut short) or <c>failed</c>.</param>
/// <param name="Seconds">How long it plays; null where it fails.</param>
/// <param name="Expected">What comes out, or words of the reason.</param>
public sealed record ZooFile(
    string Name, bool IsQuick, bool IsPlayed, bool IsPlayedNatively, string Type, string Status, double? Seconds, string Expected)
{
    /// <summary>All lines.</summary>
    public static IReadOnlyList<ZooFile> All { get; } =
    [
        .. File.ReadLines(Path.Combine(Folder, "table.txt")).Where(line => line.Length > 0 && line[0] != '#').Select(Parse),
    ];

    /// <summary>The folder of the table and of the script that makes its files.</summary>
    public static string Folder => Path.Combine(RepositoryRoot(), "tests", "Zoo");

    /// <summary>Codecs of the main rendition.</summary>
    public IEnumerable<string> Codecs => Words.Where(word => word is "h264" or "aac" or "mp3");

    /// <summary>What there is beside it, in its order.</summary>
    public IEnumerable<string> Others => Words.Where(word => word is "camera" or "sound" or "subtitles");

    private string[] Words => Expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static ZooFile Parse(string line)
    {
        var columns = line.Split('|', 6, StringSplitOptions.TrimEntries);
        var names = columns[0].Split(' ');
        double? seconds = columns[3] == "-" ? null : double.Parse(columns[3], CultureInfo.InvariantCulture);
        var isPlayedNatively = names.Contains("plays");
        var isPlayed = isPlayedNatively || names.Contains("plays-by-hls.js");
        return new(names[0], names.Contains("quick"), isPlayed, isPlayedNatively, columns[1], columns[2], seconds, columns[4]);
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DreamLake.PowerShell.sln"))) folder = folder.Parent;
        return folder!.FullName;
    }
}
