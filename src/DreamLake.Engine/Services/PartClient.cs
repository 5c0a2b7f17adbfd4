using System.Net;
using DreamLake.Engine.Content;
using DreamLake.Engine.Resilience;

namespace DreamLake.Engine.Services;

/// <summary>The PUT of a part to its presigned URL. One try: the step that sends parts says how often.</summary>
internal sealed class PartClient(HttpClient http)
{
    /// <summary>The header that carries a part's digest where BSS signed it into the URL.</summary>
    public const string DigestHeader = "x-amz-checksum-crc32c";

    /// <summary>Sends a part.</summary>
    /// <param name="url">Its presigned URL.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="digest">The digest to send along, base64; null where none was signed.</param>
    /// <param name="cancellation">Ends the PUT.</param>
    /// <returns>The ETag as S3 wrote it.</returns>
    /// <exception cref="LakeFault">S3 refused it, or gave no answer.</exception>
    /// <exception cref="ContentChangedException">The bytes were not those that were hashed; S3 does not have the part.</exception>
    public async Task<string> PutAsync(Uri url, HttpContent content, string? digest, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = content };
        if (digest is not null) request.Headers.TryAddWithoutValidation(DigestHeader, digest);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            var text = answer.IsSuccessStatusCode && answer.Content.Headers.ContentLength == 0 ? "" : await AnswerBody.ReadTextAsync(answer.Content, cancellation);
            return Read(answer, text);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException { InnerException: TimeoutException })
        {
            if (ChangeIn(fault) is { } change) throw change;
            var meaning = AnswerTable.OfSilentS3();
            throw new LakeFault(meaning.Verdict, meaning.Error, $"the connection to {url.Authority} broke off", meaning.Advice, fault);
        }
    }

    private static string Read(HttpResponseMessage answer, string text)
    {
        var (code, detail) = AnswerBody.ReadS3(answer.StatusCode, text);
        if (answer.IsSuccessStatusCode && code is null)
        {
            if (answer.Headers.NonValidated.TryGetValues("ETag", out var etags) && etags.ToString() is { Length: > 0 } etag) return etag;
            var unreadable = AnswerTable.OfUnreadable(AnswerBody.IsPage(answer.Content, text));
            throw new LakeFault(unreadable.Verdict, UploadError.PartFailed, "S3 answered without an ETag, so the part may not be stored", unreadable.Advice);
        }

        // An error inside a 200 is judged as the failure that it is.
        var status = answer.IsSuccessStatusCode ? (int)HttpStatusCode.InternalServerError : (int)answer.StatusCode;
        var meaning = AnswerTable.OfS3(code, detail, status);
        throw new LakeFault(meaning.Verdict, meaning.Error, $"S3 answered {code ?? ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture)}: {detail.TrimEnd('.')}", meaning.Advice)
        {
            Status = (int)answer.StatusCode,
            Code = code,
            RetryAfter = answer.Headers.RetryAfter?.Delta,
        };
    }

    private static ContentChangedException? ChangeIn(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is ContentChangedException change) return change;
        }

        return null;
    }
}
