using System.Security.Cryptography;
using DreamLake.StagingPool.Signing;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Payload;

/// <summary>A request's body, decoded and held against everything that the request said of it.</summary>
/// <remarks>
/// Whoever has read it to its end has read what was signed: the last read throws where a length, a digest or a signature differs.
/// </remarks>
internal sealed class VerifiedPayload : IDisposable
{
    private readonly Dictionary<DigestAlgorithm, Digest> _digests = [];
    private readonly ExpectedDigest[] _expected;
    private readonly Stream _source;
    private readonly AwsChunkedStream? _pieces;
    private readonly DigestAlgorithm? _trailing;
    private readonly long? _declared;
    private long _read;

    private VerifiedPayload(
        Stream source, long? declared, DigestAlgorithm? trailing, IReadOnlyList<ExpectedDigest> checksums,
        IEnumerable<ExpectedDigest> others)
    {
        (_source, _declared, _trailing) = (source, declared, trailing);
        _pieces = source as AwsChunkedStream;
        _expected = [.. checksums, .. others];
        SentChecksum = trailing ?? (checksums.Count > 0 ? checksums[0].Algorithm : null);
        if (trailing is not null) Track(trailing);
        foreach (var expected in _expected) Track(expected.Algorithm);
    }

    /// <summary>Bytes of the content, as declared; of a body that declares none, those that have come.</summary>
    public long Length => _declared ?? _read;

    /// <summary>The checksum that the request carries, in a header or a trailer; null for none.</summary>
    public DigestAlgorithm? SentChecksum { get; }

    /// <summary>Opens a body that its <c>x-amz-checksum-*</c> headers speak of: every one but that of Complete.</summary>
    /// <exception cref="S3Exception">Its length is missing or its digests cannot be read.</exception>
    public static VerifiedPayload Open(S3Request request, AuthenticatedBody body) =>
        Open(request, body, [.. ExpectedDigest.InChecksumHeaders(request)]);

    /// <summary>Opens a body that those digests are expected of, beside what headers always say of it.</summary>
    /// <exception cref="S3Exception">Its length is missing or its digests cannot be read.</exception>
    public static VerifiedPayload Open(S3Request request, AuthenticatedBody body, IReadOnlyList<ExpectedDigest> checksums)
    {
        if (!body.IsKnown) throw ExpectedDigest.UnknownHash(body.PayloadHash);
        var length = PayloadLength.Of(request, body);
        BodyLimits.LiftSize(request.Http);
        Stream source = body.IsStreaming ? new AwsChunkedStream(request.Http.Request.BodyReader, body) : request.Http.Request.Body;
        var trailing = body.HasTrailer ? ExpectedDigest.InTrailer(request) : null;
        return new VerifiedPayload(source, length, trailing, checksums, ExpectedDigest.OfBody(request, body));
    }

    /// <summary>The digest of an algorithm over the content. To be asked for before the first read.</summary>
    public Digest Track(DigestAlgorithm algorithm)
    {
        if (!_digests.TryGetValue(algorithm, out var digest)) _digests.Add(algorithm, digest = algorithm.Create());
        return digest;
    }

    /// <summary>Whether the digest is computed anyway.</summary>
    public bool Tracks(DigestAlgorithm algorithm) => _digests.ContainsKey(algorithm);

    /// <summary>
    /// Fills a buffer as far as the content goes; less than the whole buffer only at the end, which is when everything is checked.
    /// </summary>
    public async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var count = await ReadAsync(buffer[filled..], cancellationToken);
            if (count == 0) break;
            filled += count;
        }

        foreach (var digest in _digests.Values) digest.Append(buffer.Span[..filled]);
        if (filled < buffer.Length) Verify();
        return filled;
    }

    /// <summary>The whole content; for the small XML documents that requests carry.</summary>
    public async Task<byte[]> ReadAllAsync(int limit, CancellationToken cancellationToken)
    {
        if (_declared > limit) throw S3Exception.MalformedXml();
        // One byte more than there may be, so that the read that fills the buffer meets the end.
        var buffer = new byte[(_declared ?? limit) + 1];
        var filled = await FillAsync(buffer, cancellationToken);
        return filled <= limit ? buffer[..filled] : throw S3Exception.MalformedXml();
    }

    public void Dispose()
    {
        _pieces?.Dispose();
        foreach (var digest in _digests.Values) digest.Dispose();
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var count = await _source.ReadAsync(buffer, cancellationToken);
            _read += count;
            if (_read > _declared) throw S3Exception.IncompleteBody();
            return _read <= PayloadLength.Largest ? count : throw S3Exception.EntityTooLarge(_read, PayloadLength.Largest);
        }
        catch (BadHttpRequestException slow) when (slow.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            throw S3Exception.RequestTimeout();
        }
        catch (Exception fault) when (fault is BadHttpRequestException or ConnectionResetException)
        {
            // The client went away in the middle; it may yet read the answer if it only closed its half.
            throw S3Exception.IncompleteBody();
        }
    }

    private void Verify()
    {
        if (_read != (_declared ?? _read)) throw S3Exception.IncompleteBody();
        foreach (var expected in _expected) Check(expected);
        if (_trailing is not null) Check(ExpectedDigest.FromTrailer(_trailing, _pieces!.Trailers));
    }

    private void Check(ExpectedDigest expected)
    {
        if (!CryptographicOperations.FixedTimeEquals(Track(expected.Algorithm).Value(), expected.Value)) throw expected.Mismatch();
    }
}
