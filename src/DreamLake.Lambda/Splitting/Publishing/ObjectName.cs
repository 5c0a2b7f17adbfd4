using System.Security.Cryptography;

namespace DreamLake.Lambda.Splitting.Publishing;

/// <summary>The name of an object that is named after its bytes: the first 16 hex digits of its SHA-256, lower case.</summary>
internal static class ObjectName
{
    private const int Digits = 16;

    public static string Of(ReadOnlySpan<byte> bytes) => Name(SHA256.HashData(bytes));

    public static async Task<string> OfFileAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Name(await SHA256.HashDataAsync(file, cancellationToken));
    }

    private static string Name(byte[] hash) => Convert.ToHexString(hash).ToLowerInvariant()[..Digits];
}
