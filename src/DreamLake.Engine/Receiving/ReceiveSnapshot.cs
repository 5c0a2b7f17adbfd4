namespace DreamLake.Engine;

/// <summary>How far a run is at one moment: what a face samples and shows, at the pace that suits it.</summary>
/// <param name="Files">The files under way, the one that began first at the top.</param>
/// <param name="FilesDone">Files that have ended, however.</param>
/// <param name="BytesReceived">Bytes that came over the wire in this run, over all files.</param>
public sealed record ReceiveSnapshot(IReadOnlyList<ReceivingFile> Files, int FilesDone, long BytesReceived);

/// <summary>How far one file is.</summary>
/// <param name="Path">The file that is written.</param>
/// <param name="Size">Its bytes; 0 until they are known.</param>
/// <param name="BytesHere">Bytes of it that are on this disk, earlier runs' included.</param>
/// <param name="BytesChecked">Bytes of it that were taken into its SHA-256.</param>
public sealed record ReceivingFile(string Path, long Size, long BytesHere, long BytesChecked);
