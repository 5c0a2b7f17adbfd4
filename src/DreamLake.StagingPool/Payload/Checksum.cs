namespace DreamLake.StagingPool.Payload;

/// <summary>A checksum and its algorithm.</summary>
/// <param name="Algorithm">The algorithm's name: <c>CRC32C</c>.</param>
/// <param name="Value">The value in base64; for a whole made of parts, with <c>-{number of parts}</c> behind it.</param>
internal sealed record Checksum(string Algorithm, string Value);
