using System.Security.Cryptography;
using DreamLake.Protocol;

namespace DreamLake.Hosting;

/// <summary>The two secrets of a lake. They never leave its services.</summary>
/// <param name="TokenSecret">Signs and checks bearer tokens (HS256): 32 bytes or more.</param>
/// <param name="UrlKey">Signs and checks signed addresses (<see cref="SignedUrl"/>): 32 bytes or more, shared by BSS and DreamLake
/// Server.</param>
public sealed record LakeKeys(byte[] TokenSecret, byte[] UrlKey)
{
    /// <summary>Bytes of the shortest secret that is one.</summary>
    public const int ShortestSecret = 32;

    /// <summary>Two fresh random secrets of 32 bytes.</summary>
    public static LakeKeys Create() => new(RandomNumberGenerator.GetBytes(ShortestSecret), RandomNumberGenerator.GetBytes(ShortestSecret));

    /// <summary>Never the secrets: a record's own text would show them.</summary>
    public override string ToString() => nameof(LakeKeys);
}
