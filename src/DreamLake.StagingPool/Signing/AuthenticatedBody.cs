namespace DreamLake.StagingPool.Signing;

/// <summary>What a request's proven signature says of its body: a hash, a word for no hash, or signed pieces.</summary>
/// <param name="PayloadHash">The signed <c>x-amz-content-sha256</c>.</param>
/// <param name="Key">The key that the pieces of a streamed body are signed with.</param>
/// <param name="Time">The request's time as it was sent.</param>
/// <param name="Seed">The request's own signature, which the first piece's builds on.</param>
internal sealed record AuthenticatedBody(string PayloadHash, SigningKey Key, string Time, string Seed)
{
    public const string HashHeader = "x-amz-content-sha256";
    public const string Unsigned = "UNSIGNED-PAYLOAD";
    private const string Streaming = "STREAMING-";

    /// <summary>Whether the signature stands in the address.</summary>
    public bool IsPresigned { get; init; }

    /// <summary>Whether the key was that for people and their tools.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>Whether the body comes in aws-chunked pieces.</summary>
    public bool IsStreaming => PayloadHash.StartsWith(Streaming, StringComparison.Ordinal);

    /// <summary>Whether each piece carries a signature.</summary>
    public bool HasSignedPieces => PayloadHash is "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" or "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";

    /// <summary>Whether headers follow the last piece.</summary>
    public bool HasTrailer => PayloadHash is "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" or "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    /// <summary>Whether the pool knows this way of sending a body.</summary>
    public bool IsKnown => !IsStreaming || HasSignedPieces || HasTrailer;
}
