using System.Security.Cryptography;

namespace DreamLake.StagingPool.Storage;

/// <summary>Part files that belong together, and the key that they are or were meant for.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The key.</param>
/// <param name="Id">32 hex digits. A multipart upload's id is the id of its content.</param>
internal sealed record ContentAddress(string Bucket, string Key, string Id)
{
    private const int IdBytes = 16;

    public static ContentAddress Create(string bucket, string key) =>
        new(bucket, key, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)));

    /// <summary>Whether a text from outside can be an id, and so may become a file's name.</summary>
    public static bool IsId(string text) => text.Length == IdBytes * 2 && text.All(char.IsAsciiHexDigitLower);
}
