using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using DreamLake.Engine.Content;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;

namespace DreamLake.Engine.Receiving;

/// <summary>The GET of a range of an object by its presigned address. One try: who receives ranges says how often.</summary>
internal sealed class RangeClient(LakeHttp http, UploadOptions options, TimeProvider time)
{
    private const int BufferSize = 256 * 1024;
    private readonly RateLimit _limit = new(options.MaxRate, time);

    /// <summary>Receives a range.</summary>
    /// <param name="address">The object's presigned address.</param>
    /// <param name="range">Which bytes.</param>
    /// <param name="etag">The object's ETag, where it is known: another one is another object.</param>
    /// <param name="take">Takes the bytes, each call those that follow the ones before.</param>
    /// <param name="cancellationToken">Ends the GET.</param>
    /// <returns>The object's ETag as S3 wrote it, and the range's CRC-32C.</returns>
    /// <exception cref="LakeException">S3 refused, gave no answer, or gave other bytes than were asked for.</exception>
    public async Task<ReceivedRange> GetAsync(
        Uri address, ByteRange range, string? etag, Action<ReadOnlyMemory<byte>> take, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (range.Length > 0) request.Headers.Range = new RangeHeaderValue(range.Offset, range.End - 1);
        if (etag is not null) request.Headers.TryAddWithoutValidation("If-Match", etag);
        return await SendAsync(request, (answer, stall, token) => ReadAsync(answer, range, etag, take, stall, token), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Bytes of an object.</summary>
    /// <exception cref="LakeException">S3 refused, gave no answer, or does not tell.</exception>
    public async Task<ObjectSize> SizeAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Range = new RangeHeaderValue(0, 0) } };
        return await SendAsync(request, async (answer, _, token) => answer switch
        {
            // No byte at all: of an empty object there is no first one.
            { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable } => new ObjectSize(0),
            { IsSuccessStatusCode: false } => throw await RefusalAsync(answer, token).ConfigureAwait(false),
            _ => new ObjectSize((answer.StatusCode == HttpStatusCode.PartialContent
                ? answer.Content.Headers.ContentRange?.Length
                : answer.Content.Headers.ContentLength) ?? throw Wrong("without telling the object's size")),
        }, cancellationToken).ConfigureAwait(false);
    }

    // A clock runs until the answer is there; whoever reads the body sets it anew.
    private async Task<T> SendAsync<T>(
        HttpRequestMessage request, Func<HttpResponseMessage, CancellationTokenSource, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        using var stall = new CancellationTokenSource(options.AnswerTimeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        try
        {
            return await http.SendAsync(request, (answer, token) => read(answer, stall, token), end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (stall.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Unanswered(address, TransportFailure.TooLate, fault);
        }
        catch (Exception fault) when (fault.IsTransportFailure() && fault is not ReceivedFileException)
        {
            throw Unanswered(address, TransportFailures.Of(fault), fault);
        }
    }

    private async Task<ReceivedRange> ReadAsync(
        HttpResponseMessage answer, ByteRange range, string? etag, Action<ReadOnlyMemory<byte>> take, CancellationTokenSource stall,
        CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode) throw await RefusalAsync(answer, cancellationToken).ConfigureAwait(false);
        var found = ETagOf(answer);
        if (etag is not null && found is not null && found != etag) throw Changed("it has another ETag now");
        EnsureRange(answer, range);
        var crc = new Crc32C();
        var buffer = new byte[(int)Math.Clamp(range.Length, 1, Math.Min(BufferSize, _limit.Slice))];
        using var body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        for (long left = range.Length; ;)
        {
            stall.CancelAfter(options.StallTimeout);
            var read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return left == 0
                    ? new ReceivedRange(found, crc.Value)
                    : throw new HttpIOException(HttpRequestError.ResponseEnded, $"{left:N0} bytes of the range are missing.");
            }

            if ((left -= read) < 0) throw Wrong("more bytes than were asked for");
            crc.Append(buffer.AsSpan(0, read));
            take(buffer.AsMemory(0, read));
            // While our own rate limit holds the next bytes back, nobody waits for them.
            stall.CancelAfter(Timeout.InfiniteTimeSpan);
            await _limit.TakeAsync(read, cancellationToken).ConfigureAwait(false);
        }
    }

    // 206 with the very range; 200 where the range is the whole object: some servers answer so.
    private static void EnsureRange(HttpResponseMessage answer, ByteRange range)
    {
        if (answer.StatusCode == HttpStatusCode.PartialContent)
        {
            var told = answer.Content.Headers.ContentRange;
            if (told is not { From: { } from, To: { } to } || from != range.Offset || to != range.End - 1) throw Wrong("another range");
            if (told.Length is { } size && size != range.ObjectSize) throw Changed($"it has {size:N0} bytes now");
            return;
        }

        if (answer.Content.Headers.ContentLength is { } length && length != range.ObjectSize)
        {
            throw Changed($"it has {length:N0} bytes now");
        }

        if (range.Offset != 0 || range.Length != range.ObjectSize) throw Wrong("the whole object in place of a range");
        if (ResponseBody.IsPage(answer.Content, "") && range.Length > 0) throw Wrong("a web page");
    }

    private async Task<LakeException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await ResponseBody.ReadTextAsync(answer.Content, cancellationToken).ConfigureAwait(false);
        var (code, detail) = ResponseBody.ReadS3(answer.StatusCode, text);
        var status = (int)answer.StatusCode;
        return new LakeException(ResponseClassifier.OfRange(code, detail, status),
            $"S3 answered {code ?? status.ToString(CultureInfo.InvariantCulture)}: {detail.TrimEnd('.')}")
        {
            Status = status,
            Code = code,
            IsOfPart = true,
            RetryAfter = RetryAfter.Of(answer, time),
        };
    }

    private LakeException Unanswered(Uri address, TransportFailure failure, Exception fault) =>
        new(ResponseClassifier.OfS3TransportFailure(failure) with { Error = UploadError.RangeFailed },
            $"S3 at {address.Authority} {failure.InWords()}", fault)
        {
            IsOfPart = true,
            IsUnreachable = failure.IsUnreachable(),
            IsOutage = failure.IsUnreachable() && http.HasAnswered(address),
        };

    private static string? ETagOf(HttpResponseMessage answer) =>
        answer.Headers.NonValidated.TryGetValues("ETag", out var etags) && etags.ToString() is { Length: > 0 } etag ? etag : null;

    private static LakeException Wrong(string what) => new(ResponseClassifier.OfWrongRange, $"S3 answered {what}") { IsOfPart = true };

    private static LakeException Changed(string how) =>
        new(ResponseClassifier.OfChangedObject, $"The object is another than at the beginning: {how}") { IsOfPart = true };
}

/// <summary>Some bytes of an object.</summary>
/// <param name="Offset">The first of them.</param>
/// <param name="Length">How many; 0 for those of an empty object.</param>
/// <param name="ObjectSize">Bytes of the object.</param>
internal readonly record struct ByteRange(long Offset, long Length, long ObjectSize)
{
    /// <summary>The byte after the last.</summary>
    public long End => Offset + Length;
}

/// <summary>A range that has come whole.</summary>
/// <param name="ETag">The object's ETag; null where S3 told none.</param>
/// <param name="Crc">The CRC-32C of its bytes.</param>
internal sealed record ReceivedRange(string? ETag, uint Crc);
