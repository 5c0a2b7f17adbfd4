using System.Globalization;
using System.Net;
using DreamLake.Engine.Content;
using DreamLake.Engine.Resilience;

namespace DreamLake.Engine.Services;

/// <summary>The PUT of a part to its presigned URL. One try: the step that sends parts says how often.</summary>
internal sealed class PartClient(LakeHttp http, TimeProvider time)
{
    /// <summary>The header that carries a part's digest where BSS signed it into the URL.</summary>
    public const string DigestHeader = "x-amz-checksum-crc32c";

    /// <summary>Sends a part.</summary>
    /// <param name="url">Its presigned URL.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="digest">The digest to send along, base64; null where none was signed.</param>
    /// <param name="cancellationToken">Ends the PUT.</param>
    /// <returns>The ETag as S3 wrote it.</returns>
    /// <exception cref="LakeException">S3 refused it, or gave no answer.</exception>
    /// <exception cref="ContentChangedException">The bytes were not those that were hashed; S3 does not have the part.</exception>
    /// <exception cref="ContentUnreadableException">The disk did not give them.</exception>
    public async Task<string> PutAsync(Uri url, HttpContent content, string? digest, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = content };
        if (digest is not null) request.Headers.TryAddWithoutValidation(DigestHeader, digest);
        try
        {
            return await http.SendAsync(request, ReadAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault.IsTransportFailure())
        {
            if (OfTheDisk(fault) is { } disk) throw disk;
            var failure = TransportFailures.Of(fault);
            throw new LakeException(ResponseClassifier.OfS3TransportFailure(failure), $"S3 at {url.Authority} {failure.InWords()}", fault)
            {
                IsOfPart = true,
                IsUnreachable = failure.IsUnreachable(),
                IsOutage = failure.IsUnreachable() && http.HasAnswered(url),
            };
        }
    }

    private async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = answer.IsSuccessStatusCode && answer.Content.Headers.ContentLength == 0
            ? ""
            : await ResponseBody.ReadTextAsync(answer.Content, cancellationToken).ConfigureAwait(false);
        var (code, detail) = ResponseBody.ReadS3(answer.StatusCode, text);
        if (answer.IsSuccessStatusCode && code is null) return ETagOf(answer, ResponseBody.IsPage(answer.Content, text));

        // An error inside a 200 is judged as the failure that it is.
        var status = answer.IsSuccessStatusCode ? (int)HttpStatusCode.InternalServerError : (int)answer.StatusCode;
        throw new LakeException(ResponseClassifier.OfS3(code, detail, status),
            $"S3 answered {code ?? status.ToString(CultureInfo.InvariantCulture)}: {detail.TrimEnd('.')}")
        {
            Status = (int)answer.StatusCode,
            Code = code,
            IsOfPart = true,
            RetryAfter = RetryAfter.Of(answer, time),
            IsOutage = code is null && Gateway.MaySay(answer.StatusCode) && http.HasAnswered(answer.RequestMessage!.RequestUri!),
        };
    }

    // A captive portal's page may carry an ETag of its own: it says nothing of the part.
    private static string ETagOf(HttpResponseMessage answer, bool isPage)
    {
        if (!isPage && answer.Headers.NonValidated.TryGetValues("ETag", out var etags)
            && etags.ToString() is { Length: > 0 } etag) return etag;
        var what = isPage ? "a web page came in place of S3's answer" : "S3 answered without an ETag, so the part may not be stored";
        throw new LakeException(ResponseClassifier.OfUnreadable(isPage) with { Error = UploadError.PartFailed },
            what) { Status = (int)answer.StatusCode, IsOfPart = true };
    }

    private static IOException? OfTheDisk(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is ContentChangedException or ContentUnreadableException) return (IOException)fault;
        }

        return null;
    }
}
