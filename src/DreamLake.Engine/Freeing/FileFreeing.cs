using DreamLake.Disk;
using DreamLake.Engine.Checking;
using DreamLake.Engine.Content;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Stages;

namespace DreamLake.Engine.Freeing;

/// <summary>Frees the room of one file after the other, each on the lake's proof alone. In any doubt the file stays.</summary>
/// <param name="disk">Where the files are.</param>
/// <param name="word">The lake's word.</param>
/// <param name="lake">The lake.</param>
/// <param name="options">How.</param>
/// <param name="time">The clock.</param>
internal sealed class FileFreeing(ISourceDisk disk, LakeWord word, LakeConnection lake, FreeOptions options, TimeProvider time)
{
    private readonly FreedJournal _journal = new(disk, options.JournalFolder, time);
    private readonly Lazy<bool> _isHere = new(() => LakePlace.IsOnThisMachine(lake));

    private long _bytesRead;

    /// <summary>Bytes read from files so far.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    private bool IsOneCopy => !options.Force && _isHere.Value;

    private CutOffDeletion CutOff => new(disk, _journal, time);

    /// <summary>Undoes what a killed run left half done.</summary>
    /// <exception cref="IOException">It cannot be undone.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public Task SettleAsync(CancellationToken cancellationToken) => CutOff.SettleAsync(options.Calls.Notes, cancellationToken);

    /// <summary>The deletion of a file that is not there any more, on this lake's proof, among the journal's last; else null.</summary>
    public FreedLine? FindFreed(UploadTarget target, string path)
    {
        var full = Path.GetFullPath(path);
        return _journal.Tail().LastOrDefault(line => line.Path == full && line.Lake == lake.Name) is { Step: FreedStep.Freed } freed
            && freed.Episode == target.Episode.ToString() && freed.Name == target.Name.Path
            ? freed
            : null;
    }

    /// <summary>What the lake tells of up to 1,000 names at once: by it files are left without a look, and none is removed.</summary>
    public Task<FoundName[]> FindAsync(IReadOnlyList<UploadTarget> targets, CancellationToken cancellationToken) =>
        IsOneCopy ? Task.FromResult<FoundName[]>([]) : word.Names.FindAsync(targets, cancellationToken);

    /// <summary>Frees one file. It throws nothing: whatever happens ends in the result.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">Where the lake has it.</param>
    /// <param name="known">The hash that this very run took of it; null has it read again.</param>
    /// <param name="found">What the lake told of it among others, as a plan alone; null where it did not.</param>
    /// <param name="cancellationToken">Leaves it.</param>
    public async Task<FreeResult> FreeAsync(
        string path, UploadTarget target, HashOfRun? known, FoundName? found, CancellationToken cancellationToken)
    {
        var result = new FreeResult { Path = path, Outcome = FreeOutcome.Kept, Episode = target.Episode, Name = target.Name };
        try
        {
            if (IsOneCopy)
                throw new StaysException("the lake is on this very machine, and one copy is no proof (force takes it as enough)");
            using var file = SourceFile.Open(disk, Path.GetFullPath(path), options.AssumeClosed);
            result = result with { Size = file.First.Status.Size };
            // What the lake has nothing of need not be read.
            if (found is { Listed: null } && found.Counts(time))
                throw new StaysException($"the lake has no {target.Name} in {target.Episode}");
            var sha256 = known is not null && file.Has(known.Identity, known.HashedAt)
                ? known.Sha256
                : await Task.Run(() => file.Digest(OnRead, cancellationToken), cancellationToken).ConfigureAwait(false);
            file.EnsureAsFirst();
            result = result with { Sha256 = sha256 };
            var question = new LakeQuestion(target, sha256, file.First.Status.Size);
            var proof = Proof.Of(question, await PlanAsync(question, found, cancellationToken).ConfigureAwait(false));
            result = result with { AssetId = proof.AssetId, VerifiedAt = proof.VerifiedAt };
            if (options.WhatIf)
            {
                file.EnsureAsFirst();
                return result with { Outcome = FreeOutcome.WouldFree };
            }

            return await RemoveAsync(file, proof, result, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            return Kept(result, fault);
        }
    }

    private async Task<FreeResult> RemoveAsync(
        SourceFile file, Proof planned, FreeResult result, CancellationToken cancellationToken)
    {
        using var gate = await _journal.EnterAsync(cancellationToken).ConfigureAwait(false);
        if (CutOff.Settle() is { } note) options.Calls.Notes?.Invoke(note);
        // As late as can be, and of this file alone: what the lake proved a while ago it may have lost since.
        var proof = await Proof.AskAsync(word, planned.Question, cancellationToken).ConfigureAwait(false);
        if (proof.VerifiedAt < planned.VerifiedAt) throw new StaysException("the lake's proof is older than the one that it gave before");
        cancellationToken.ThrowIfCancellationRequested();
        var aside = new Removal(disk, _journal, time).Remove(file, proof, lake.Name);
        return aside is null
            ? result with { Outcome = FreeOutcome.Freed, VerifiedAt = proof.VerifiedAt }
            : result with { Outcome = FreeOutcome.Aside, Reason = $"something else has its name by now; it is '{aside}'" };
    }

    // What says whether the file is looked at further; the deletion asks once more.
    private Task<LakeAnswer> PlanAsync(LakeQuestion question, FoundName? found, CancellationToken cancellationToken) => options.Deep
        ? word.AskAgainAsync(question, cancellationToken)
        : word.AskAsync(question, found, cancellationToken);

    private void OnRead(int bytes) => Interlocked.Add(ref _bytesRead, bytes);

    private static FreeResult Kept(FreeResult result, Exception fault) => fault switch
    {
        StaysException => result with { Reason = fault.Message },
        LakeException answer => result with { Reason = "the lake gave no proof", Error = answer.ToUploadException() },
        OperationCanceledException => result with { Reason = "it was interrupted" },
        FileNotFoundException or DirectoryNotFoundException => result with { Reason = "there is no such file" },
        PlatformNotSupportedException => result with { Reason = "this system does not tell enough of a file" },
        _ => result with { Reason = $"it cannot be removed: {Redaction.Clean(fault.Message)}" },
    };
}
