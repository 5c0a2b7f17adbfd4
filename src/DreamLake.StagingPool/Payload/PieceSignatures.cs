using System.Security.Cryptography;
using System.Text;
using DreamLake.StagingPool.Signing;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Payload;

/// <summary>The chain of signatures over a body in pieces: each covers its bytes and the signature before it.</summary>
/// <remarks>The one before the first is the request's own.</remarks>
internal sealed class PieceSignatures(AuthenticatedBody signed) : IDisposable
{
    public const string TrailerHeader = "x-amz-trailer-signature";
    private static readonly string EmptyHash = SigningKey.HexOfSha256([]);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string _previous = signed.Seed;

    public void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>Checks the piece that was appended and begins the next.</summary>
    public void CheckPiece(string claimed) =>
        Check("PAYLOAD", $"{EmptyHash}\n{Convert.ToHexStringLower(_hash.GetHashAndReset())}", claimed);

    /// <summary>Checks the headers behind the last piece.</summary>
    public void CheckTrailer(string lines, string claimed) =>
        Check("TRAILER", SigningKey.HexOfSha256(Encoding.UTF8.GetBytes(lines)), claimed);

    public void Dispose() => _hash.Dispose();

    private void Check(string kind, string hashes, string claimed)
    {
        var expected = signed.Key.Sign($"{SigningKey.Algorithm}-{kind}\n{signed.Time}\n{signed.Key.Scope}\n{_previous}\n{hashes}");
        if (!SigningKey.Same(expected, claimed))
        {
            throw new S3Exception(
                StatusCodes.Status403Forbidden, "SignatureDoesNotMatch", "The signature of a piece of the body does not match its bytes.");
        }

        _previous = expected;
    }
}
