using System.Security.Cryptography;
using DreamLake.Disk;

namespace DreamLake.Engine.Freeing;

/// <summary>
/// Removes a proven file, and no other: it is renamed to a private name in its folder, compared there with the handle that was held since
/// before the proof, and then removed, or put back without replacing anything.
/// </summary>
/// <param name="disk">Where files are.</param>
/// <param name="journal">Has each deletion before the file is touched; this process has its lock.</param>
/// <param name="time">The clock.</param>
internal sealed class Removal(ISourceDisk disk, FreedJournal journal, TimeProvider time)
{
    private const string Prefix = ".dreamlake-freeing-";

    /// <summary>Removes it.</summary>
    /// <returns>Where it lies now, where it could not be removed and something else has its name; null: it is removed.</returns>
    /// <exception cref="StaysException">It was left, or has its name again.</exception>
    /// <exception cref="IOException">Likewise: the disk failed.</exception>
    public string? Remove(SourceFile file, Proof proof, string lake)
    {
        var line = LineOf(file, proof, lake);
        journal.Add(line);
        try
        {
            // The last look, after the slow write of the journal.
            file.EnsureAsFirst();
            disk.MoveAside(line.Path, line.AsidePath);
            file.EnsureIsAside(line.AsidePath);
            disk.Delete(line.AsidePath);
        }
        catch (Exception fault) when (
            fault is StaysException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            if (IsThere(line.AsidePath) && !disk.TryPutBack(line.AsidePath, line.Path)) return Ended(line, FreedStep.Aside).AsidePath;
            Ended(line, FreedStep.Left);
            throw;
        }

        Ended(line, FreedStep.Freed);
        if (!file.IsGone()) throw new StaysException("what was removed under its name was not it: its bytes have a name still");
        return null;
    }

    private FreedLine LineOf(SourceFile file, Proof proof, string lake)
    {
        var id = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)).ToLowerInvariant();
        return new FreedLine
        {
            Id = id,
            Step = FreedStep.Begun,
            At = time.GetUtcNow(),
            Path = file.Path,
            AsidePath = Path.Combine(Path.GetDirectoryName(file.Path)!, Prefix + id),
            Size = proof.Question.Size,
            Sha256 = proof.Question.Sha256,
            FileId = file.First.Status.Id!,
            LastWrite = file.First.Status.LastWrite,
            Lake = lake,
            Episode = proof.Question.Target.Episode.ToString(),
            Name = proof.Question.Target.Name.Path,
            AssetId = proof.AssetId,
            VerifiedAt = proof.VerifiedAt,
        };
    }

    // A rename that failed over a network may have been done all the same.
    private bool IsThere(string path)
    {
        try
        {
            _ = disk.StatusOfName(path);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private FreedLine Ended(FreedLine line, FreedStep step)
    {
        try
        {
            disk.FlushFolder(Path.GetDirectoryName(line.Path)!);
            journal.Add(line with { Step = step, At = time.GetUtcNow() });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What stands on the disk tells the next run how it ended.
        }

        return line;
    }
}
