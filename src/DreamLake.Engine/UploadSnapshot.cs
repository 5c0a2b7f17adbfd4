namespace DreamLake.Engine;

/// <summary>How far a run is at one moment: what a face samples and shows, at the pace that suits it.</summary>
/// <param name="Files">The files under way, the one that began first at the top; those that wait for the lake come last.</param>
/// <param name="FilesDone">Files that have ended, however.</param>
/// <param name="BytesSent">Bytes that the wire took in this run, over all files.</param>
public sealed record UploadSnapshot(IReadOnlyList<FileSnapshot> Files, int FilesDone, long BytesSent)
{
    /// <summary>Why calls to the lake wait just now, in one sentence; null where none does.</summary>
    public string? Waiting { get; init; }
}

/// <summary>How far one file is.</summary>
/// <param name="Path">The file, as it was asked for.</param>
/// <param name="Step">The step that it is at.</param>
/// <param name="Size">Its bytes; 0 until it was looked at.</param>
/// <param name="BytesHashed">Bytes read for the hash.</param>
/// <param name="BytesStored">Bytes of parts that S3 has, and of parts under way so far, earlier runs' included.</param>
/// <param name="Parts">How many parts it has.</param>
/// <param name="PartsDone">How many of them S3 has.</param>
public sealed record FileSnapshot(
    string Path, UploadStepName Step, long Size, long BytesHashed, long BytesStored, int Parts, int PartsDone);
