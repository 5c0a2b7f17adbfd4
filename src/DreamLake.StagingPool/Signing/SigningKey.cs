using System.Security.Cryptography;
using System.Text;

namespace DreamLake.StagingPool.Signing;

/// <summary>The key that one day's signatures for one region and service are made with (AWS Signature Version 4).</summary>
internal sealed class SigningKey
{
    /// <summary>What every string to sign begins with.</summary>
    public const string Algorithm = "AWS4-HMAC-SHA256";

    private readonly byte[] _key;

    public SigningKey(string secret, CredentialScope scope)
    {
        Scope = scope;
        var day = HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + secret), Encoding.UTF8.GetBytes(scope.Date));
        var region = HMACSHA256.HashData(day, Encoding.UTF8.GetBytes(scope.Region));
        var service = HMACSHA256.HashData(region, Encoding.UTF8.GetBytes(scope.Service));
        _key = HMACSHA256.HashData(service, Encoding.UTF8.GetBytes(CredentialScope.Terminator));
    }

    public CredentialScope Scope { get; }

    /// <summary>The signature of a canonical request, in hex.</summary>
    /// <param name="canonicalRequest">The canonical request.</param>
    /// <param name="time">The request's time as it was sent: <c>yyyyMMddTHHmmssZ</c>.</param>
    public string SignRequest(string canonicalRequest, string time) =>
        Sign($"{Algorithm}\n{time}\n{Scope}\n{HexOfSha256(Encoding.UTF8.GetBytes(canonicalRequest))}");

    public string Sign(string stringToSign) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(stringToSign)));

    /// <summary>Compares two signatures in constant time.</summary>
    public static bool Same(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    public static string HexOfSha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
