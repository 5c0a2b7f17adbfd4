using System.Security.Cryptography;
using System.Text;
using DreamLake.Hosting.Keys;

namespace DreamLake.Page.Sessions;

/// <summary>AES-GCM under keys that come from the lake's own secrets and follow their rotations.</summary>
internal static class SealedBytes
{
    private const int TagLength = 16, NonceLength = 12;

    /// <summary>Seals bytes for a purpose.</summary>
    public static byte[] Seal(KeyRing keys, string purpose, ReadOnlySpan<byte> plain)
    {
        var bytes = new byte[NonceLength + plain.Length + TagLength];
        var nonce = bytes.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(KeyFor(keys.UrlKeys()[0], purpose), TagLength);
        cipher.Encrypt(nonce, plain, bytes.AsSpan(NonceLength, plain.Length), bytes.AsSpan(NonceLength + plain.Length));
        return bytes;
    }

    /// <summary>What was sealed for the same purpose; null where it was not, or by nobody of this lake.</summary>
    public static byte[]? Open(KeyRing keys, string purpose, byte[] bytes) =>
        bytes.Length < NonceLength + TagLength ? null : keys.UrlKeys().Select(key => Open(bytes, KeyFor(key, purpose)))
            .FirstOrDefault(plain => plain is not null);

    /// <summary>The key of a purpose.</summary>
    public static byte[] KeyFor(byte[] secret, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.UTF8.GetBytes(purpose));

    private static byte[]? Open(byte[] bytes, byte[] key)
    {
        var plain = new byte[bytes.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(key, TagLength);
        try
        {
            cipher.Decrypt(
                bytes.AsSpan(0, NonceLength), bytes.AsSpan(NonceLength, plain.Length), bytes.AsSpan(NonceLength + plain.Length), plain);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
