namespace DreamLake.Protocol;

/// <summary>An episode in the answer of <c>GET /episodes</c>, or a space for what hangs right under it.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Space">The space.</param>
/// <param name="Episode">The episode's name; absent for the space itself.</param>
/// <param name="Assets">How many assets it has; former versions do not count.</param>
/// <param name="Bytes">Bytes of their contents, as far as they were told.</param>
public sealed record EpisodeListing(string Namespace, string Space, string? Episode, long Assets, long Bytes);
