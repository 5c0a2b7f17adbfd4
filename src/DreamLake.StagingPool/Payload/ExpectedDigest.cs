using System.Buffers.Text;
using DreamLake.StagingPool.Signing;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Payload;

/// <summary>A digest that the content has to have, because the request says so.</summary>
/// <param name="Algorithm">How it is computed.</param>
/// <param name="Value">What has to come out.</param>
/// <param name="Mismatch">What to answer where it does not.</param>
internal sealed record ExpectedDigest(DigestAlgorithm Algorithm, byte[] Value, Func<S3Exception> Mismatch)
{
    /// <summary>What headers always say of the body: <c>Content-MD5</c>, <c>x-amz-content-sha256</c>.</summary>
    public static IEnumerable<ExpectedDigest> OfBody(S3Request request, AuthenticatedBody body)
    {
        if (request.Header("Content-MD5") is { } md5)
        {
            var value = FromBase64(md5, DigestAlgorithm.Md5.Length)
                ?? throw new S3Exception(StatusCodes.Status400BadRequest, "InvalidDigest", "The Content-MD5 you specified was invalid.")
                    .With("Content-MD5", md5);
            yield return new ExpectedDigest(DigestAlgorithm.Md5, value, () => S3Exception.BadDigest("Content-MD5"));
        }

        if (SignedSha256(request, body) is { } sha256)
        {
            yield return new ExpectedDigest(DigestAlgorithm.Sha256, sha256, () => new S3Exception(
                StatusCodes.Status400BadRequest, "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed."));
        }
    }

    /// <summary>What <c>x-amz-checksum-*</c> headers say, which is of the body in every request but Complete.</summary>
    public static IEnumerable<ExpectedDigest> InChecksumHeaders(S3Request request) =>
        from algorithm in DigestAlgorithm.Checksums
        let sent = request.Header(algorithm.Header)
        where sent is not null
        select OfChecksum(algorithm, sent);

    /// <summary>The checksum that <c>x-amz-trailer</c> announces; null where it announces none.</summary>
    public static DigestAlgorithm? InTrailer(S3Request request)
    {
        if (request.Header("x-amz-trailer") is not { Length: > 0 } name) return null;
        return DigestAlgorithm.Checksums.FirstOrDefault(a => string.Equals(a.Header, name.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw S3Exception.InvalidRequest("The value specified in the x-amz-trailer header is not supported");
    }

    /// <summary>The checksum that came behind the content.</summary>
    public static ExpectedDigest FromTrailer(DigestAlgorithm algorithm, IReadOnlyDictionary<string, string> trailers) =>
        trailers.TryGetValue(algorithm.Header, out var sent)
            ? OfChecksum(algorithm, sent)
            : throw new S3Exception(
                StatusCodes.Status400BadRequest,
                "MalformedTrailerError",
                "The request contained trailing data that was not well-formed or did not conform to our published schema.");

    public static S3Exception UnknownHash(string declared) =>
        S3Exception.InvalidArgument(
            AuthenticatedBody.HashHeader, declared,
            "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING- form, or a valid sha256 value.");

    private static ExpectedDigest OfChecksum(DigestAlgorithm algorithm, string sent) =>
        FromBase64(sent, algorithm.Length) is { } value ? new ExpectedDigest(algorithm, value, () => S3Exception.BadDigest(algorithm.Name))
        // No content has a checksum that is no base64; one of another length is that of another algorithm.
        : throw (Base64.IsValid(sent.Trim())
            ? S3Exception.InvalidRequest($"Value for {algorithm.Header} header is invalid.")
            : S3Exception.BadDigest(algorithm.Name));

    private static byte[]? SignedSha256(S3Request request, AuthenticatedBody body)
    {
        if (body.IsStreaming) return null;
        var declared = request.Header(AuthenticatedBody.HashHeader) ?? body.PayloadHash;
        if (declared == AuthenticatedBody.Unsigned) return null;
        return declared.Length == 64 && declared.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(declared)
            : throw UnknownHash(declared);
    }

    private static byte[]? FromBase64(string text, int length)
    {
        var buffer = new byte[length + 3];
        return Convert.TryFromBase64String(text.Trim(), buffer, out var written) && written == length ? buffer[..length] : null;
    }
}
