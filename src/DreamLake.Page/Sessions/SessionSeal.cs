using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using DreamLake.Hosting.Keys;

namespace DreamLake.Page.Sessions;

/// <summary>Seals what a browser keeps, so that only the lake can read it and nobody can change it.</summary>
/// <remarks>
/// The key comes from the lake's own secrets: each of several processes opens what another sealed, and none keeps keys of its own in a
/// person's home folder, as the framework's data protection would.
/// </remarks>
internal sealed class SessionSeal(KeyRing keys, TimeProvider time)
{
    /// <summary>How long a session lives at most, however long its token is good for: a working day.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private const int TimeLength = 8;
    private const string ForSessions = "page session", ForForms = "page form";

    /// <summary>Seals a token.</summary>
    public string Seal(string token) => Seal(ForSessions, token);

    /// <summary>The token of a session; null where it is none of this lake's, or is over.</summary>
    public string? Open(string? session) => Open(ForSessions, session);

    /// <summary>Seals a text for a purpose.</summary>
    public string Seal(string purpose, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var plain = new byte[TimeLength + bytes.Length];
        BitConverter.TryWriteBytes(plain, time.GetUtcNow().UtcTicks);
        bytes.CopyTo(plain, TimeLength);
        return Base64Url.EncodeToString(SealedBytes.Seal(keys, purpose, plain));
    }

    /// <summary>A text that was sealed for a purpose; null where it was not, or longer ago than a session lives.</summary>
    public string? Open(string purpose, string? text)
    {
        if (string.IsNullOrEmpty(text) || !Base64Url.IsValid(text)) return null;
        if (SealedBytes.Open(keys, purpose, Base64Url.DecodeFromChars(text)) is not { Length: >= TimeLength } plain) return null;
        var begun = BitConverter.ToInt64(plain);
        return time.GetUtcNow().UtcTicks - begun < Longest.Ticks ? Encoding.UTF8.GetString(plain.AsSpan(TimeLength)) : null;
    }

    /// <summary>What a form of a session sends along, which no page of another origin can know.</summary>
    public string FormWord(string session) => FormWord(session, keys.UrlKeys()[0]);

    /// <summary>Whether a form is of this session; compared in constant time.</summary>
    public bool IsFormOf(string session, string? word) => word is not null && keys.UrlKeys().Any(key =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(FormWord(session, key)), Encoding.ASCII.GetBytes(word)));

    private static string FormWord(string session, byte[] secret) => Base64Url.EncodeToString(
        HMACSHA256.HashData(SealedBytes.KeyFor(secret, ForForms), Encoding.UTF8.GetBytes(session)));
}
