using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>An episode of a lake, or a space for what hangs right under it.</summary>
/// <param name="Address">Where it is, with its namespace.</param>
/// <param name="Assets">How many assets it has; former versions do not count.</param>
/// <param name="Bytes">Bytes of their contents, as far as they were told.</param>
public sealed record LakeEpisode(EpisodeAddress Address, long Assets, long Bytes);
