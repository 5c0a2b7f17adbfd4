using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DreamLake.Disk;

namespace DreamLake.Engine.Receiving;

/// <summary>Which ranges of a file have come: a line for each, behind a line that says of what.</summary>
/// <remarks>
/// <code>
/// {"version":1,"lake":"…","asset":"…","size":20971521,"sha256":"…","rangeSize":10485760}
/// etag "…"
/// 1 1c291ca3
/// 3 e3069283
/// 1 -
/// </code>
/// A number and the CRC-32C of its range; a dash where it has to come again. A last line that was torn counts for nothing.
/// </remarks>
internal sealed class ReceiveJournal : IDisposable
{
    private const string ETagWord = "etag ";
    private const string Gone = "-";
    private readonly object _gate = new();
    private readonly IDiskFile _file;
    private readonly Dictionary<int, uint> _digests;
    private long _length;

    private ReceiveJournal(IDiskFile file, long length, Dictionary<int, uint> digests, string? etag) =>
        (_file, _length, _digests, ETag) = (file, length, digests, etag);

    /// <summary>The object's ETag; null until a range told it.</summary>
    public string? ETag { get; private set; }

    /// <summary>Begins one, in a new file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static ReceiveJournal Begin(IDisk disk, string path, ReceiveOrigin origin)
    {
        var journal = new ReceiveJournal(disk.Create(path), 0, [], null);
        try
        {
            journal.Append(JsonSerializer.Serialize(origin, JournalJson.Default.ReceiveOrigin));
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Reads one; null where there is none, or one of another origin.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ReceiveJournal? TryRead(IDisk disk, string path, ReceiveOrigin origin)
    {
        byte[] bytes;
        try
        {
            using var file = disk.OpenRead(path);
            bytes = new byte[file.Length];
            file.ReadUpTo(bytes, 0);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        // What stands behind the last line end was being written when the process was killed.
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        var lines = Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || OriginIn(lines[0]) != origin) return null;
        var (digests, etag) = Read(lines.AsSpan(1));
        return new ReceiveJournal(disk.OpenWrite(path), whole, digests, etag);
    }

    /// <summary>Whether any range has come.</summary>
    public bool HasRanges
    {
        get { lock (_gate) return _digests.Count > 0; }
    }

    /// <summary>The CRC-32C of a range as it came; null for one that has not.</summary>
    public uint? DigestOf(int number)
    {
        lock (_gate) return _digests.TryGetValue(number, out var crc) ? crc : null;
    }

    /// <summary>A range has come.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Record(int number, ReceivedRange range)
    {
        lock (_gate)
        {
            if (ETag is null && range.ETag is { } etag) Append(ETagWord + (ETag = etag));
            Append(string.Create(CultureInfo.InvariantCulture, $"{number} {range.Crc:x8}"));
            _digests[number] = range.Crc;
        }
    }

    /// <summary>A range has to come again.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Forget(int number)
    {
        lock (_gate)
        {
            _digests.Remove(number);
            Append(string.Create(CultureInfo.InvariantCulture, $"{number} {Gone}"));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Append(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        _file.Write(bytes, _length);
        _length += bytes.Length;
    }

    private static (Dictionary<int, uint> Digests, string? ETag) Read(ReadOnlySpan<string> lines)
    {
        var (digests, etag) = (new Dictionary<int, uint>(), (string?)null);
        foreach (var line in lines)
        {
            if (line.StartsWith(ETagWord, StringComparison.Ordinal)) etag = line[ETagWord.Length..];
            else if (line.Split(' ') is [var number, var crc] && int.TryParse(number, CultureInfo.InvariantCulture, out var range))
            {
                if (crc == Gone) digests.Remove(range);
                else if (uint.TryParse(crc, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var digest)) digests[range] = digest;
            }
        }

        return (digests, etag);
    }

    private static ReceiveOrigin? OriginIn(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, JournalJson.Default.ReceiveOrigin);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What a file comes from: ranges of two origins never meet in one file.</summary>
/// <param name="Version">1; a journal of another form is another's.</param>
/// <param name="Lake">The lake's name.</param>
/// <param name="Asset">The server's id of the asset.</param>
/// <param name="Size">Bytes of the object.</param>
/// <param name="Sha256">Its whole SHA-256, where the lake tells it.</param>
/// <param name="RangeSize">Bytes of a range.</param>
internal sealed record ReceiveOrigin(int Version, string Lake, string Asset, long Size, string? Sha256, long RangeSize);

/// <summary>The journal's first line as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReceiveOrigin))]
internal sealed partial class JournalJson : JsonSerializerContext;
