using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DreamLake.Disk;
using DreamLake.Engine.Content;

namespace DreamLake.Engine.State;

/// <summary>
/// What this machine has hashed, remembered beyond the upload's end: a file that is surely the same need not be read to be known.
/// </summary>
/// <remarks>
/// A record of 64 bytes for each file, in one of 256 small files; each of those keeps its newest records, a quarter of a million in all, of
/// 16 MiB at most. A file is known by its path and its whole identity, the change time included; where a system tells no change time, none
/// is remembered. Every record has a check of its own: one that is torn counts for nothing. The folder may be removed at any time.
/// </remarks>
/// <param name="disk">The disk.</param>
/// <param name="folder">Where the records are; it is made at the first one.</param>
/// <param name="time">The clock, for how long another process's hold is waited for.</param>
internal sealed class HashedFiles(IDisk disk, string folder, TimeProvider time)
{
    /// <summary>The most records of one file; then the oldest quarter goes.</summary>
    internal const int MostRecords = 1024;

    private const int KeyLength = 24;
    private const int DigestLength = 32;
    private const int CheckLength = 8;
    private const int RecordLength = KeyLength + DigestLength + CheckLength;
    private const int KeptRecords = MostRecords / 4 * 3;

    private readonly Gate _gate = new(disk, Path.Combine(folder, "gate"), time);

    /// <summary>The SHA-256 of a file, 64 hex digits; null where it is not known.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="identity">What it is now.</param>
    public string? Find(string path, FileIdentity identity)
    {
        if (!identity.IsTold) return null;
        var key = KeyOf(path, identity);
        try
        {
            return InRecordsOf(key, records => IndexOf(records, key) is { } index ? DigestIn(RecordAt(records, index)) : null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is not known: the file is hashed.
            return null;
        }
    }

    /// <summary>Remembers a file that was hashed. Where the disk does not let it, nothing is: no upload fails for that.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="identity">What it was before the first byte was read, and still is.</param>
    /// <param name="sha256">64 hex digits.</param>
    /// <param name="hashedAt">When the read began.</param>
    public void Remember(string path, FileIdentity identity, string sha256, DateTimeOffset hashedAt)
    {
        if (!identity.IsTold || !identity.IsSettledBy(hashedAt)) return;
        var record = new byte[RecordLength];
        KeyOf(path, identity).CopyTo(record, 0);
        Convert.FromHexString(sha256).CopyTo(record, KeyLength);
        CheckOf(record).CopyTo(record.AsSpan(KeyLength + DigestLength));
        Try(() => Put(record));
    }

    /// <summary>Forgets a file: its bytes are not those that were hashed, though its identity says so.</summary>
    public void Forget(string path, FileIdentity identity)
    {
        var record = new byte[RecordLength];
        KeyOf(path, identity).CopyTo(record, 0);
        // Without a digest that its check agrees to, it is none.
        Try(() => Put(record));
    }

    /// <summary>Which of the files has the record of a file.</summary>
    internal static string FileNameOf(string path, FileIdentity identity) => NameOf(KeyOf(path, identity));

    private void Try(Action write)
    {
        try
        {
            disk.CreatePrivateFolder(folder);
            _gate.Inside<object?>(() =>
            {
                write();
                return null;
            });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The file is hashed again the next time, which costs time and nothing else.
        }
    }

    private void Put(byte[] record)
    {
        var key = record[..KeyLength];
        var (index, kept) = InRecordsOf(key, records => (IndexOf(records, key) ?? records.Length / RecordLength, Kept(records)));
        if (kept is not null)
        {
            new DurableFiles(disk, time).ReplaceUnflushed(PathOf(key), PathOf(key) + ".new", stream => stream.Write(kept));
            index = KeptRecords;
        }

        using var file = OpenOrCreate(PathOf(key));
        file.Write(record, (long)index * RecordLength);
    }

    // Null while there is room.
    private static byte[]? Kept(ReadOnlySpan<byte> records) =>
        records.Length < MostRecords * RecordLength ? null : records[^(KeptRecords * RecordLength)..].ToArray();

    private IDiskFile OpenOrCreate(string path)
    {
        try
        {
            return disk.OpenWrite(path);
        }
        catch (FileNotFoundException)
        {
            return disk.Create(path);
        }
    }

    private T InRecordsOf<T>(byte[] key, RecordReader<T> read)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MostRecords * RecordLength);
        try
        {
            return read(buffer.AsSpan(0, ReadRecords(PathOf(key), buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Whole records alone: what a killed process left of one at the end is written over by the next.
    private int ReadRecords(string path, byte[] buffer)
    {
        try
        {
            using var file = disk.OpenRead(path);
            return file.ReadUpTo(buffer.AsSpan(0, MostRecords * RecordLength), 0) / RecordLength * RecordLength;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return 0;
        }
    }

    private static int? IndexOf(ReadOnlySpan<byte> records, ReadOnlySpan<byte> key)
    {
        for (var index = 0; index < records.Length / RecordLength; index++)
        {
            if (RecordAt(records, index)[..KeyLength].SequenceEqual(key)) return index;
        }

        return null;
    }

    private static ReadOnlySpan<byte> RecordAt(ReadOnlySpan<byte> records, int index) => records.Slice(index * RecordLength, RecordLength);

    private static string? DigestIn(ReadOnlySpan<byte> record) =>
        record[(KeyLength + DigestLength)..].SequenceEqual(CheckOf(record))
            ? Convert.ToHexString(record.Slice(KeyLength, DigestLength)).ToLowerInvariant()
            : null;

    private static ReadOnlySpan<byte> CheckOf(ReadOnlySpan<byte> record) =>
        SHA256.HashData(record[..(KeyLength + DigestLength)]).AsSpan(0, CheckLength);

    // The first byte of the key chooses the file: keys are digests, so that all fill alike.
    private static string NameOf(byte[] key) => key[0].ToString("x2", CultureInfo.InvariantCulture);

    private string PathOf(byte[] key) => Path.Combine(folder, NameOf(key));

    private static byte[] KeyOf(string path, FileIdentity identity) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{path}\n{identity.Size} {identity.LastWrite.UtcTicks} {identity.Changed?.UtcTicks} {identity.FileId}")))[..KeyLength];

    private delegate T RecordReader<T>(ReadOnlySpan<byte> records);
}
