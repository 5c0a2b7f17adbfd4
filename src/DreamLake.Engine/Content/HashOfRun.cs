namespace DreamLake.Engine.Content;

/// <summary>A hash that this very run took of a file.</summary>
/// <param name="Identity">What the file was before it was read.</param>
/// <param name="Sha256">Its whole SHA-256.</param>
/// <param name="HashedAt">When the read began.</param>
internal sealed record HashOfRun(FileIdentity Identity, string Sha256, DateTimeOffset HashedAt);
