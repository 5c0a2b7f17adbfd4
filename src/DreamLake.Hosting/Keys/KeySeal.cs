using System.Security.Cryptography;
using System.Text;

namespace DreamLake.Hosting.Keys;

/// <summary>Seals keys under those that a lake began with: who reads its database, or a copy of it, reads no keys.</summary>
internal sealed class KeySeal(LakeKeys first)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, first.TokenSecret, LakeKeys.ShortestSecret, info: "dreamlake signing keys"u8.ToArray());

    /// <summary>Seals a pair of secrets of <see cref="LakeKeys.ShortestSecret"/> bytes each.</summary>
    public string Seal(string id, LakeKeys keys)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        byte[] plain = [.. keys.TokenSecret, .. keys.UrlKey];
        var (tag, text) = (new byte[TagBytes], new byte[plain.Length]);
        using var cipher = new AesGcm(_key, TagBytes);
        cipher.Encrypt(nonce, plain, text, tag, Encoding.UTF8.GetBytes(id));
        return Convert.ToBase64String([.. nonce, .. tag, .. text]);
    }

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <exception cref="KeysFileException">It was sealed under others.</exception>
    public LakeKeys Open(string id, string sealedText)
    {
        var bytes = Convert.FromBase64String(sealedText);
        var plain = new byte[2 * LakeKeys.ShortestSecret];
        using var cipher = new AesGcm(_key, TagBytes);
        try
        {
            cipher.Decrypt(bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes + TagBytes), bytes.AsSpan(NonceBytes, TagBytes), plain,
                Encoding.UTF8.GetBytes(id));
        }
        catch (Exception other) when (other is CryptographicException or ArgumentException)
        {
            throw new KeysFileException();
        }

        return new LakeKeys(plain[..LakeKeys.ShortestSecret], plain[LakeKeys.ShortestSecret..]);
    }
}
