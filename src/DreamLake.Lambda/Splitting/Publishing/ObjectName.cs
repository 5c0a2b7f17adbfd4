using System.Security.Cryptography;

namespace DreamLake.Lambda.Splitting.Publishing;

/// <summary>The name of an object that is named after its bytes: its SHA-256, 64 hex digits, lower case.</summary>
/// <remarks>Fewer digits would let two different segments share a name, and one take the other's place. Version 0.1 wrote 16.</remarks>
internal static class ObjectName
{
    public static string Of(ReadOnlySpan<byte> bytes) => Name(SHA256.HashData(bytes));

    public static async Task<string> OfFileAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Name(await SHA256.HashDataAsync(file, cancellationToken));
    }

    private static string Name(byte[] hash) => Convert.ToHexStringLower(hash);
}
