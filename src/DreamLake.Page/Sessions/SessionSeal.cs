using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using DreamLake.Hosting.Keys;

namespace DreamLake.Page.Sessions;

/// <summary>Seals what a browser keeps, so that only the lake can read it and nobody can change it.</summary>
/// <remarks>
/// The key comes from the lake's own secrets and follows their rotations: each of several processes opens what another sealed, and none
/// keeps keys of its own in a person's home folder, as the framework's data protection would.
/// </remarks>
internal sealed class SessionSeal(KeyRing keys, TimeProvider time)
{
    /// <summary>How long a session lives at most, however long its token is good for: a working day.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private const int TagLength = 16, NonceLength = 12, TimeLength = 8;
    private const string ForSessions = "page session", ForForms = "page form";

    /// <summary>Seals a token.</summary>
    public string Seal(string token)
    {
        var text = Encoding.UTF8.GetBytes(token);
        var plain = new byte[TimeLength + text.Length];
        BitConverter.TryWriteBytes(plain, time.GetUtcNow().UtcTicks);
        text.CopyTo(plain, TimeLength);
        var sealedBytes = new byte[NonceLength + plain.Length + TagLength];
        var nonce = sealedBytes.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(KeyFor(keys.UrlKeys()[0], ForSessions), TagLength);
        cipher.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceLength, plain.Length), sealedBytes.AsSpan(NonceLength + plain.Length));
        return Base64Url.EncodeToString(sealedBytes);
    }

    /// <summary>The token of a session; null where it is none of this lake's, or is over.</summary>
    public string? Open(string? session)
    {
        if (string.IsNullOrEmpty(session) || !Base64Url.IsValid(session)) return null;
        var bytes = Base64Url.DecodeFromChars(session);
        var length = bytes.Length - NonceLength - TagLength;
        if (length < TimeLength) return null;
        return keys.UrlKeys().Select(key => Open(bytes, length, key)).FirstOrDefault(token => token is not null);
    }

    /// <summary>What a form of a session sends along, which no page of another origin can know.</summary>
    public string FormWord(string session) =>
        FormWord(session, keys.UrlKeys()[0]);

    /// <summary>Whether a form is of this session; compared in constant time.</summary>
    public bool IsFormOf(string session, string? word) => word is not null && keys.UrlKeys().Any(key =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(FormWord(session, key)), Encoding.ASCII.GetBytes(word)));

    private string? Open(byte[] session, int length, byte[] secret)
    {
        var plain = new byte[length];
        using var cipher = new AesGcm(KeyFor(secret, ForSessions), TagLength);
        try
        {
            cipher.Decrypt(
                session.AsSpan(0, NonceLength), session.AsSpan(NonceLength, length), session.AsSpan(NonceLength + length), plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        var begun = BitConverter.ToInt64(plain);
        return time.GetUtcNow().UtcTicks - begun < Longest.Ticks ? Encoding.UTF8.GetString(plain.AsSpan(TimeLength)) : null;
    }

    private static string FormWord(string session, byte[] secret) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(KeyFor(secret, ForForms), Encoding.UTF8.GetBytes(session)));

    private static byte[] KeyFor(byte[] secret, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.ASCII.GetBytes(purpose));
}
