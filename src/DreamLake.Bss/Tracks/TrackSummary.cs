namespace DreamLake.Bss.Tracks;

/// <summary>What BSS learns from a track as it reads it through.</summary>
/// <param name="EntryCount">Its labels, or its cues.</param>
/// <param name="Fields">The field names of a label track, in the order in which they are first seen; null for a text track.</param>
internal sealed record TrackSummary(long EntryCount, IReadOnlyList<string>? Fields = null);
