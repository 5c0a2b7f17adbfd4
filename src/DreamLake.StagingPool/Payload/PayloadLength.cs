using System.Globalization;
using DreamLake.StagingPool.Signing;

namespace DreamLake.StagingPool.Payload;

/// <summary>How many bytes of content a request declares; null for a body that comes in HTTP's own chunks and ends when it ends.</summary>
internal static class PayloadLength
{
    /// <summary>The largest object that is put in one piece, and the largest part: 5 GiB.</summary>
    public const long Largest = 5L * 1024 * 1024 * 1024;

    private const string Decoded = "x-amz-decoded-content-length";

    public static long? Of(S3Request request, AuthenticatedBody body)
    {
        var length = body.IsStreaming ? DecodedLength(request) : request.Http.Request.ContentLength;
        if (length is null && request.Header("Transfer-Encoding") is null) throw S3Exception.MissingContentLength();
        return length is null or <= Largest ? length : throw S3Exception.EntityTooLarge(length.Value, Largest);
    }

    private static long DecodedLength(S3Request request) =>
        request.Header(Decoded) is not { } text ? throw S3Exception.MissingContentLength()
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length
        : throw S3Exception.InvalidArgument(Decoded, text, "The decoded content length is not a number of bytes");
}
