using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>How the file of a pending upload compares with the one that was hashed.</summary>
public enum PendingFile
{
    /// <summary>It is there, with the same size, last write and file id.</summary>
    Unchanged,

    /// <summary>A file is there, but not with the same size, last write and file id.</summary>
    Changed,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>The state does not say which file it is: another DreamLake client began the upload.</summary>
    Unknown,
}

/// <summary>An upload that was begun and is not over, as its state file tells.</summary>
public sealed record PendingUpload
{
    /// <summary>The state file.</summary>
    public required string StateFile { get; init; }

    /// <summary>The content's hash, 16 hex digits.</summary>
    public required string Hash { get; init; }

    /// <summary>The file's full path; null where the state does not say.</summary>
    public string? Path { get; init; }

    /// <summary>Where it goes, with its namespace; null where the state does not say.</summary>
    public EpisodeAddress? Episode { get; init; }

    /// <summary>The asset's name; null where the state does not say.</summary>
    public AssetName? Name { get; init; }

    /// <summary>The asset's type; null where the state does not say.</summary>
    public AssetType? Type { get; init; }

    /// <summary>Bytes of the file; null where the state does not say.</summary>
    public long? Size { get; init; }

    /// <summary>How many parts it has.</summary>
    public required int Parts { get; init; }

    /// <summary>How many of them the state counts as stored.</summary>
    public required int PartsDone { get; init; }

    /// <summary>The last step that was done.</summary>
    public required UploadStepName Step { get; init; }

    /// <summary>The name of the lake that it goes to (<see cref="LakeConnection.Name"/>); null where the state does not say.</summary>
    public string? Lake { get; init; }

    /// <summary>When it was begun; null where the state does not say.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When something of it was last stored: the state file's last write.</summary>
    public required DateTimeOffset LastProgress { get; init; }

    /// <summary>How its file compares with the one that was hashed.</summary>
    public required PendingFile File { get; init; }

    /// <summary>
    /// Why its state cannot be read, in one sentence; null where it can. Of such a one only the hash and the state file are known.
    /// </summary>
    public string? Problem { get; init; }

    /// <summary>Who has it in hand at this moment: <c>process 123 on lab-7 since …</c>; null where nobody has.</summary>
    public string? RunningBy { get; init; }

    /// <summary>
    /// What of its file's size, last write and id is not as it was, in words; null where nothing is, or where the file is not there.
    /// </summary>
    public string? Difference { get; init; }

    /// <summary>Whether its file still has as many bytes as were hashed: then a new look at them may find the same.</summary>
    internal bool HasSameSize { get; init; }

    /// <summary>Whether its file is to be removed once the lake has proven that it has it.</summary>
    internal bool RemovesSource { get; init; }

    /// <summary>How much is done, in whole percent: 0 to 99, because what is all done is pending no more.</summary>
    public int Percent => Math.Min(99, 100 * PartsDone / Math.Max(1, Parts));

    /// <summary>The request that finishes it.</summary>
    /// <param name="lake">The lake to finish it at.</param>
    /// <remarks>A file of which only the last write or the id changed is hashed again, and uploaded where its bytes are the same.</remarks>
    /// <exception cref="UploadException">It cannot be finished from its state alone: the file is gone or has another size, it goes to
    /// another lake, or the state does not say enough.</exception>
    public UploadRequest ToRequest(LakeConnection lake)
    {
        if (Problem is not null)
            throw new UploadException(UploadError.StateUnreadable, Problem, "Forget it, then upload the file again by its path.");
        const string Send = "Upload the file again by its path: what the lake has of it is found by its content.";
        if (Path is null || Episode is null || Name is null || Type is null)
            throw new UploadException(UploadError.StateIncomplete,
                $"The state '{Hash}' does not say which file goes where: another DreamLake client began the upload.", Send);
        if (File == PendingFile.Missing && !RemovesSource)
            throw new UploadException(
                UploadError.FileNotFound, $"There is no file '{Path}' any more.", "Bring it back, or forget the upload.");
        var expected = File == PendingFile.Changed ? new ExpectedContent(Hash, Difference!) : null;
        if (expected is not null && !HasSameSize) throw expected.Missing(Path);
        if (Lake is not null && Lake != lake.Name)
            throw new UploadException(UploadError.OtherLake,
                $"The upload '{Hash}' was begun at {Lake}, and the lake in use is {lake.Name}.",
                "Use the lake at which it was begun, or upload the file to this one by its path.");
        var to = Name.Folders.Count == 0 ? null : "/" + string.Join('/', Name.Folders);
        return new UploadRequest(Path, Episode, to, Type, Name.Leaf == System.IO.Path.GetFileName(Path) ? null : Name.Leaf)
        {
            Expected = expected,
            RemovesSource = RemovesSource,
        };
    }
}
